"""SIGINT, raised as KeyboardInterrupt only where the agent's code runs or where the runtime waits for it."""

from __future__ import annotations

from code_mode_runtime.refs import allocate_lock, get_ident, monotonic, sleep

# The host sends no run before it has delivered its signals; what is missing after this was ignored (as by
# `os.system`), or merged with another one.
LATEST_SECONDS = 0.1
RUNTIME_FILES = '<code-mode>/'
# Saying and drawing a value can take as long as the program itself, and holds nothing that an interrupt could leave open.
SAYING_FILES = frozenset(
    '<code-mode>/%s.py' % name for name in ('display_forms', 'library_values', 'result_values', 'results', 'shown_text')
)


class Interruptible:
    """How a thread waits on behalf of the agent. The code of these functions is where an interrupt may raise."""

    @staticmethod
    def poll(poll) -> None:
        poll()

    @staticmethod
    def lock(lock) -> None:
        lock.acquire()

    @staticmethod
    def drive(loop, future):
        return loop.run_until_complete(future)


class Uninterruptible:
    """How a thread waits for itself: the next run, credit in the middle of a message."""

    @staticmethod
    def poll(poll) -> None:
        poll()

    @staticmethod
    def lock(lock) -> None:
        lock.acquire()


_WAITS = frozenset(
    function.__code__ for function in (Interruptible.poll, Interruptible.lock, Interruptible.drive)
)


class Interrupts:
    """Counts announced and delivered signals, and decides for each whether it raises now."""

    def __init__(self, agent_files):
        self.agent_files = agent_files
        self.announced = 0
        self.delivered = 0
        self.redelivering = False
        self.pending = False
        self.running = False
        self.wake_ticker = None
        self._lock = allocate_lock()
        self._named = ''
        self._ahead = False

    def install(self) -> None:
        import _signal

        self._signal = _signal
        self._main = get_ident()
        self._handler = self.handle
        _signal.signal(_signal.SIGINT, self._handler)
        for name in ('SIGXFSZ', 'SIGPIPE'):
            _signal.signal(getattr(_signal, name), _signal.SIG_IGN)

    def handle(self, signum, frame) -> None:
        if self.redelivering:
            self.redelivering = False
            if not self.pending:
                return
        else:
            self.delivered += 1
        if not self.running:
            return
        if self.belongs_to_agent(frame):
            self.pending = False
            raise KeyboardInterrupt
        self.pending = True
        if self.wake_ticker is not None:
            self.wake_ticker()

    def belongs_to_agent(self, frame) -> bool:
        agent_files = self.agent_files
        while frame is not None:
            code = frame.f_code
            if code in _WAITS:
                return True
            name = code.co_filename
            if name in agent_files or name in SAYING_FILES:
                return True
            if name.startswith(RUNTIME_FILES):
                return False
            frame = frame.f_back
        return False

    def raise_here(self) -> None:
        """For runtime code that the program calls all the time and that is just about to go back to it."""
        if self.running and get_ident() == self._main:
            self.pending = False
            raise KeyboardInterrupt

    def deliver_again(self) -> None:
        """For the ticker: a real signal, because only that wakes a system call."""
        with self._lock:
            if self.pending and self.running:
                self.redelivering = True
                self._signal.pthread_kill(self._main, self._signal.SIGINT)

    def announce(self, run: str) -> None:
        self.announced += 1
        self._named = run

    def begin_run(self, run: str) -> None:
        """Waits until every announced signal has come, so that none hits a run it was not meant for."""
        self._restore()
        if self.announced > self.delivered:
            deadline = monotonic() + LATEST_SECONDS
            while self.announced > self.delivered and monotonic() < deadline:
                sleep(0.001)
            self.delivered = self.announced
        # A signal may overtake its own announcement; one that nobody announced by the next run was the program's.
        ahead = self.delivered > self.announced
        if ahead and self._ahead:
            self.delivered = self.announced
        self._ahead = ahead
        self.running = True
        # Meant for this very run, and here before its first line.
        self.pending = self._named == run
        if self.pending and self.wake_ticker is not None:
            self.wake_ticker()

    def _restore(self) -> None:
        """What the program did to the signal ends with its run; else no later run could be interrupted."""
        signal = self._signal
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGINT,))
        if signal.getsignal(signal.SIGALRM) == signal.SIG_DFL:
            signal.alarm(0)  # one that nobody handles would end a later run
        if signal.signal(signal.SIGINT, self._handler) is not self._handler:
            # Those that came meanwhile were not counted.
            self.delivered = max(self.delivered, self.announced)

    def end_run(self) -> None:
        # Under the lock, so that no repeated signal is still on its way when the next run begins.
        with self._lock:
            self.running = False
            self.pending = False
