"""What the program prints: its own streams and whatever writes to descriptors 1 and 2, in one order, tagged by run."""

from __future__ import annotations

from codecs import getincrementaldecoder

from _thread import RLock
from code_mode_runtime.json_text import dump_bytes
from code_mode_runtime.owners import current_run
from code_mode_runtime.refs import monotonic, posix, start_new_thread

READ_SIZE = 256 * 1024
FRAME_CHARS = 128 * 1024
# Of a child process that goes on after its run. One that floods would take the processor from every later run.
LATE_BYTES = 64 * 1024 * 1024
_decoder = getincrementaldecoder('utf-8')


class Pipe:
    """The read end of one pipe that stands, or stood, on a descriptor of the program."""

    __slots__ = ('channel', 'decoder', 'fd', 'late', 'run')

    def __init__(self, fd: int, channel: str, run: str):
        self.fd = fd
        self.channel = channel
        self.run = run
        self.late = 0
        self.decoder = _decoder('replace')


class Output:
    def __init__(self, connection):
        self.connection = connection
        # Reentrant, because a finaliser that prints may run wherever objects are made.
        self.lock = RLock()
        self.current = ''
        self._idle = True
        self.flush_seconds = 0.02
        self.flush_bytes = 32768
        self.streams: tuple = ()
        self._pipes: list = []
        self._queue: list = []
        self._queued = 0
        self._sent_at = 0.0
        self._pump_wake = -1

    @property
    def run(self) -> str:
        """The run that the caller belongs to."""
        return current_run() or self.current

    def begin_run(self, run: str) -> None:
        self.flush_streams()
        with self.lock:
            self.drain()
            self.current = run
            self._idle = False
            try:
                for fd, channel in ((1, 'stdout'), (2, 'stderr')):
                    read_end, write_end = new_pipe()
                    posix.set_blocking(read_end, False)
                    posix.dup2(write_end, fd)
                    posix.close(write_end)
                    self._pipes.append(Pipe(read_end, channel, run))
            except OSError:
                pass  # no descriptor to be had: what is written to 1 and 2 directly stays with the run before
            # What no child holds any longer is at its end now; the rest is read until its children are gone.
            self.drain()
            self.send_queue()
            if self._pump_wake >= 0 or len(self._pipes) > 2:
                self.pump()

    def end_run(self) -> None:
        self.flush_streams()
        with self.lock:
            self.drain()
            self.send_queue()
            self._idle = True

    def flush_streams(self) -> None:
        for stream in self.streams:
            try:
                stream.flush()
            except (OSError, ValueError, RuntimeError):
                pass  # closed by the program, or printing from within a signal handler

    def write(self, channel: str, run: str, text: str) -> None:
        with self.lock:
            self.drain()
            self._add(run or self.current, channel, text)
            if self._queued >= self.flush_bytes or monotonic() - self._sent_at >= self.flush_seconds:
                self.send_queue()

    def tick(self) -> None:
        """For the ticker: sends what waits, and notices who writes to the descriptors directly."""
        self.flush_streams()
        with self.lock:
            if self.drain() and self._pump_wake < 0:
                self.pump()
            self.send_queue()

    def before_child(self) -> None:
        """A child that writes to the descriptors must not overtake what was printed before, nor wait for a reader."""
        self.flush_streams()
        with self.lock:
            self.pump()

    def drain(self) -> bool:
        """Takes what is in the pipes. True when there was something."""
        found = False
        for pipe in self._pipes[:]:
            for _ in range(16):
                try:
                    data = posix.read(pipe.fd, READ_SIZE)
                except BlockingIOError:
                    break
                except OSError:
                    self._pipes.remove(pipe)  # closed by the program
                    break
                if not data:
                    self._pipes.remove(pipe)
                    posix.close(pipe.fd)
                    self._add(pipe.run, pipe.channel, pipe.decoder.decode(b'', True))
                    break
                found = True
                self._add(pipe.run, pipe.channel, pipe.decoder.decode(data))
                if self._idle or pipe.run != self.current:
                    pipe.late += len(data)
                    if pipe.late > LATE_BYTES:
                        self._refuse(pipe)
                        break
        return found

    def _refuse(self, pipe: Pipe) -> None:
        """Nobody reads this pipe any longer: whoever writes to it is told so by the system."""
        self._pipes.remove(pipe)
        posix.close(pipe.fd)
        self._add(pipe.run, pipe.channel, '\n[cut: a process printed more than 64 MiB after its run; its output is closed]\n')
        if self._pump_wake >= 0:
            self.pump()

    def _add(self, run: str, channel: str, text: str) -> None:
        if not text:
            return
        queue = self._queue
        if queue and queue[-1][0] == run and queue[-1][1] == channel:
            queue[-1][2].append(text)
        else:
            queue.append((run, channel, [text]))
        self._queued += len(text)

    def send_queue(self) -> None:
        if not self._queue:
            return
        queue, self._queue, self._queued = self._queue, [], 0
        for run, channel, texts in queue:
            header = dump_bytes({'type': 'output', 'run': run, 'channel': channel})
            text = ''.join(texts)
            for start in range(0, len(text), FRAME_CHARS):
                part = text[start : start + FRAME_CHARS]
                self.connection.send(header, part.encode('utf-8', 'backslashreplace'))
        self._sent_at = monotonic()

    def pump(self) -> None:
        """Starts the thread that reads the pipes as they fill, or has it look at them again."""
        if self._pump_wake < 0:
            wake_read, wake_write = posix.pipe()
            try:
                start_new_thread(self._pump, (wake_read,))
                self._pump_wake = wake_write
            except RuntimeError:  # no thread to be had under the limits: the ticker or the run's end reads
                posix.close(wake_read)
                posix.close(wake_write)
        else:
            try:
                posix.write(self._pump_wake, b'.')
            except OSError:
                self._pump_wake = -1

    def _pump(self, wake_read: int) -> None:
        try:
            self._pump_pipes(wake_read)
        except (OSError, ValueError):
            self._pump_wake = -1  # the program closed its descriptors: the ticker reads until there is a new one

    def _pump_pipes(self, wake_read: int) -> None:
        from select import POLLIN, poll

        while True:
            watched = poll()
            watched.register(wake_read, POLLIN)
            with self.lock:
                for pipe in self._pipes:
                    watched.register(pipe.fd, POLLIN)
            while True:
                ready = [fd for fd, _ in watched.poll()]
                with self.lock:
                    before = len(self._pipes)
                    self.drain()
                    if self._queued >= self.flush_bytes or monotonic() - self._sent_at >= self.flush_seconds:
                        self.send_queue()
                    changed = before != len(self._pipes)
                if wake_read in ready:
                    posix.read(wake_read, 4096)
                    break
                if changed:
                    break

    @property
    def pumping(self) -> bool:
        return self._pump_wake >= 0

    def after_fork(self) -> None:
        """In a forked child: its streams write to the inherited descriptors, which the parent reads."""
        self.lock = RLock()
        self._pipes, self._queue, self._queued = [], [], 0
        for stream in self.streams:
            stream.forget()


def new_pipe():
    """A pipe beyond the standard descriptors, also when the program has closed those."""
    ends = posix.pipe()
    if min(ends) > 2:
        return ends
    for end in ends:
        posix.close(end)
    null = posix.open('/dev/null', posix.O_RDWR)
    while null < 3:
        null = posix.open('/dev/null', posix.O_RDWR)
    posix.close(null)
    return posix.pipe()
