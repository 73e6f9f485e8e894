"""Puts the parts together and serves runs until the host closes the wire."""

from __future__ import annotations

from code_mode_runtime import builtins_setup, faults
from code_mode_runtime.calls import Calls
from code_mode_runtime.connection import Connection
from code_mode_runtime.deps_callables import add_package_directories
from code_mode_runtime.display import Display
from code_mode_runtime.execution import Execution
from code_mode_runtime.interrupts import Interrupts, Uninterruptible
from code_mode_runtime.json_text import loads
from code_mode_runtime.loops import Loops
from code_mode_runtime.namespaces import make_namespaces
from code_mode_runtime.output import Output
from code_mode_runtime.owners import follow_threads
from code_mode_runtime.refs import builtins, posix, sys
from code_mode_runtime.sites import Sites
from code_mode_runtime.sources import Sources
from code_mode_runtime.streams import install_streams
from code_mode_runtime.thread_errors import tell_thread_errors
from code_mode_runtime.ticker import Ticker
from code_mode_runtime.waiting import Waiter

# Whatever starts another program, whose output must come after what was printed before.
CHILD_EVENTS = frozenset(
    ('subprocess.Popen', 'os.fork', 'os.forkpty', 'os.posix_spawn', 'os.spawn', 'os.system', 'os.exec', 'pty.spawn')
)


class Host:
    """What the parts of the runtime know of each other."""

    def __init__(self, connection, packages, after_import):
        self.connection = connection
        self.packages = packages
        self.sources = Sources(after_import)
        self.sites = Sites(self.sources.files)
        self.calls = Calls(connection, self.sites)
        self.interrupts = Interrupts(self.sources.files)
        self.output = Output(connection)
        self.ticker = Ticker(self.output, self.interrupts, self.own_threads)
        self.loops = Loops(self.sources.files)
        self.display = Display(connection, self.output, after_import)
        self.descriptions: dict = {}
        self.workflow_runs: dict = {}
        self.runtime_deps = True
        self.namespaces = make_namespaces(self)


    def own_threads(self) -> int:
        """The ticker, and what else runs beside the program."""
        return 1 + self.output.pumping + self.calls.helping

    def after_fork(self) -> None:
        """In a forked child nothing may reach the wire, or wait for a thread that is not there."""
        self.output.after_fork()
        self.calls.after_fork()
        self.connection.forget()


class Inbox:
    """What the host sent and the main thread has to do."""

    def __init__(self):
        self.runs: list = []
        self.waiter = None


def main(config: bytes, fd_in: int, fd_out: int, after_import: dict) -> None:
    settings = loads(str(config, 'utf-8')) if config else {}
    fd_in, fd_out = keep_wire(fd_in, fd_out)
    own_stderr = posix.dup(2)
    inbox = Inbox()
    handlers: dict = {}
    connection = Connection(fd_in, fd_out, handlers)
    host = Host(connection, settings.get('packages') or [], after_import)
    add_package_directories(host.packages)
    # Last, so that a file of the workspace never stands in for a module of the library.
    sys.path.append('')
    # What the executor passed is not the program's.
    sys.argv = ['cell']
    install_streams(host.output, host.interrupts)
    follow_threads(after_import)
    builtins_setup.install_builtins(host.display)
    builtins_setup.watch_unawaited(after_import, host.sources.files)
    setattr(builtins, '__code_mode_await__', builtins_setup.adapt_awaitable)
    tell_thread_errors(after_import, host.sources.files)
    publish_module(host)
    posix.environ.setdefault(b'MPLBACKEND', b'Agg')
    posix.putenv(b'MPLBACKEND', posix.environ[b'MPLBACKEND'])
    posix.register_at_fork(after_in_child=host.after_fork)
    sys.addaudithook(lambda event, args: host.output.before_child() if event in CHILD_EVENTS else None)
    execution = Execution(host)
    apply_limits(settings.get('limits') or {})
    host.interrupts.install()
    register(handlers, host, inbox)
    try:
        serve(host, inbox, execution)
    except BaseException as error:
        # Not by returning: the interpreter would wait for every thread of the program first.
        leave(error, own_stderr)


def keep_wire(fd_in: int, fd_out: int):
    """Moves the wire away from the descriptors that belong to the program, and keeps children from inheriting it."""
    same = fd_in == fd_out
    if fd_in < 3 or fd_out < 3:
        import fcntl

        moved_in = fcntl.fcntl(fd_in, fcntl.F_DUPFD_CLOEXEC, 3)
        moved_out = moved_in if same else fcntl.fcntl(fd_out, fcntl.F_DUPFD_CLOEXEC, 3)
        null = posix.open('/dev/null', posix.O_RDWR)
        for descriptor in {fd_in, fd_out}:
            posix.dup2(null, descriptor)
        posix.close(null)
        fd_in, fd_out = moved_in, moved_out
    for descriptor in {fd_in, fd_out}:
        posix.set_inheritable(descriptor, False)
        posix.set_blocking(descriptor, True)
    return fd_in, fd_out


def leave(error: BaseException, own_stderr: int) -> None:
    """The program broke the runtime or its wire. What remains is to say so to the executor."""
    try:
        posix.write(own_stderr, ('The runtime cannot go on: %r\n' % error).encode('utf-8', 'replace'))
    finally:
        posix._exit(70)


def publish_module(host) -> None:
    """`import code_mode` gives the namespaces, `display` and the error classes."""
    module = type(sys)('code_mode')
    module.__dict__.update(host.namespaces, display=host.display, CodeModeError=faults.CodeModeError)
    module.__dict__.update((kind.__name__, kind) for kind in faults.BY_NAMESPACE.values())
    sys.modules['code_mode'] = module


def apply_limits(limits: dict) -> None:
    if not limits:
        return
    import resource

    wanted = {'RLIMIT_NPROC': limits.get('processes'), 'RLIMIT_FSIZE': (limits.get('fileSizeMb') or 0) * 1024 * 1024}
    for name, value in wanted.items():
        if value:
            resource.setrlimit(getattr(resource, name), (int(value), int(value)))


def register(handlers: dict, host: Host, inbox: Inbox) -> None:
    def hello(header, body):
        host.calls.configure(header['callsInFlight'])
        host.runtime_deps = header['runtimeDeps']
        host.output.flush_seconds = header['outputFlushMs'] / 1000
        host.output.flush_bytes = header['outputFlushBytes']

    def run(header, body):
        inbox.runs.append((header, body))
        if inbox.waiter is not None:
            host.connection.reader.finish(inbox.waiter)

    handlers['hello'] = hello
    handlers['run'] = run
    handlers['return'] = host.calls.returned
    handlers['catalog'] = lambda header, body: host.descriptions.clear()
    handlers['interrupt'] = lambda header, body: host.interrupts.announce(header['run'])
    handlers['close'] = lambda header, body: posix._exit(0)


def serve(host: Host, inbox: Inbox, execution: Execution) -> None:
    version = '.'.join(str(part) for part in sys.version_info[:3])
    host.connection.send(
        b'{"type":"ready","wire":1,"language":"python","version":"%s","implementation":"%s"}'
        % (version.encode(), sys.implementation.name.encode())
    )
    while True:
        waiter = inbox.waiter = Waiter()
        if not inbox.runs:
            host.connection.reader.wait(waiter, Uninterruptible)
        inbox.waiter = None
        execution.run(*inbox.runs.pop(0))
