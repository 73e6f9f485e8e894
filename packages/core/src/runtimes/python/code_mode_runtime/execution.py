"""One run after the other: compile, execute in the persistent namespace, answer with exactly one result."""

from __future__ import annotations

from code_mode_runtime.cells import IS_COROUTINE, compile_cell, compile_module, plain_source
from code_mode_runtime.json_text import dump_bytes
from code_mode_runtime.owners import enter_run
from code_mode_runtime.payload import decode
from code_mode_runtime.refs import builtins, posix, sys
from code_mode_runtime.results import NONE, encode_result, payload_of, safe_repr
from code_mode_runtime.streams import flush_wrappers, restore_streams

# A busy second thread otherwise makes every call wait for 5 ms.
SWITCH_SECONDS = 0.0005
_eval = builtins.eval
# Not through the class, which may have a metaclass of the program's making.
_drop_traceback = BaseException.__dict__['__traceback__'].__set__
_traceback_of = BaseException.__dict__['__traceback__'].__get__
_class_name = type.__dict__['__name__'].__get__


class Execution:
    def __init__(self, host):
        self.host = host
        module = type(sys)('__main__')
        module.__dict__['__builtins__'] = builtins
        sys.modules['__main__'] = module
        self._module = module
        self.names = module.__dict__
        self.names.update(host.namespaces)
        self._process = posix.getpid()
        self._recursion = sys.getrecursionlimit()
        self._warm = False
        sys.setswitchinterval(SWITCH_SECONDS)

    def run(self, header: dict, body: bytes) -> None:
        """Executes one `run` message and sends its result."""
        host = self.host
        run, file = header['run'], header['file']
        host.connection.send(b'{"type":"began","run":%s}' % dump_bytes(run))
        request = decode(body)
        enter_run(run)
        host.calls.run = run
        host.sites.begin_run(file)
        host.output.begin_run(run)
        restore_streams(host.output, host.interrupts)
        host.ticker.begin_run()
        self.names['__builtins__'] = builtins
        ok, place = True, None
        try:
            host.interrupts.begin_run(run)
            try:
                payload = self._perform(header['mode'], file, request)
            except BaseException as error:
                place = _traceback_of(error)
                self._take_back_for_sure()
                # Still interruptible: an exception of the program may have a `__str__` that never returns.
                ok, payload = False, self._failure(error, file)
            finally:
                self._take_back_for_sure()
                host.interrupts.end_run()
        except BaseException as error:
            ok, payload = False, self._failure_while_saying(error, place, file)
        place = None
        if posix.getpid() != self._process:
            self._leave_child(ok)
        host.output.end_run()
        host.connection.send_message({'type': 'result', 'run': run, 'ok': ok}, payload)
        if not self._warm:
            self._load_the_rest()

    def _perform(self, mode: str, file: str, request: dict) -> bytes:
        if mode == 'check':
            self._check(file, request)
            return payload_of(NONE)
        if mode == 'invoke':
            value = getattr(self.host.namespaces['workflows'], 'invoke')(request['workflow'], **request['arguments'])
        else:
            try:
                value = self._execute(file, request['code'])
            except Exception:
                self.host.display.open_figures()
                raise
        payload = encode_result(value, self.host.display.end_run(value))
        flush_wrappers(self.host.output)
        return payload

    def _execute(self, file: str, code: str):
        source = plain_source(code)
        self.host.sources.add(file, source)
        codes = compile_cell(source, file, self._live())
        names = self.names
        if any(one.co_flags & IS_COROUTINE for one in codes):
            return self.host.loops.drive(_drive(codes, names))
        value = None
        for one in codes:
            value = _eval(one, names)
        return value

    def _take_back_for_sure(self) -> None:
        # A trace and a profile function that raise do so at this call already, and are gone by that.
        for _ in (1, 2, 3):
            try:
                self._take_back()
                break
            except BaseException:
                pass

    def _take_back(self) -> None:
        """From here on the runtime's own code runs: nothing of the program's may run in it."""
        # A hook that raises is gone by that.
        for unset in (sys.setprofile, sys.settrace):
            try:
                unset(None)
            except BaseException:
                pass
        sys.setswitchinterval(SWITCH_SECONDS)
        if sys.getrecursionlimit() < self._recursion:
            sys.setrecursionlimit(self._recursion)

    def _check(self, file: str, request: dict) -> None:
        source = request['code']
        if request['workflow']:
            self.host.sources.add(file, source)
            compile_module(source, file, ())
        else:
            source = plain_source(source)
            self.host.sources.add(file, source)
            compile_cell(source, file, ())

    def _live(self) -> list:
        """The names that still mean the namespaces in the agent's globals."""
        names = self.names
        return [name for name, namespace in self.host.namespaces.items() if names.get(name) is namespace]

    def _failure(self, error: BaseException, file: str) -> bytes:
        try:
            from code_mode_runtime.tracebacks import describe_failure

            described = describe_failure(error, self.host, file)
        except Exception:
            described = _bare_failure(error)
        _drop_traceback(error, None)
        return payload_of(described)

    def _failure_while_saying(self, error: BaseException, place, file: str) -> bytes:
        """An interrupt that met the saying of another failure says where that one was, and nothing of what it holds."""
        if type(error) is not KeyboardInterrupt or place is None:
            return payload_of(_bare_failure(error))
        stopped = KeyboardInterrupt()
        stopped.__traceback__ = place
        return self._failure(stopped, file)

    def _load_the_rest(self) -> None:
        # After the first result, so that it delays nobody; before the program has had much time to break imports.
        self._warm = True
        try:
            from code_mode_runtime import describe, display_forms, instead, library_values, syntax, tracebacks  # noqa: F401
        except Exception:
            pass

    def _leave_child(self, ok: bool) -> None:
        # A forked child that ran to the end of the cell: only the parent may answer.
        self.host.output.flush_streams()
        posix._exit(0 if ok else 1)


def _bare_failure(error: BaseException) -> dict:
    """What can be said when the program broke what the traceback needs."""
    name = _class_name(type(error))
    kind = {'KeyboardInterrupt': 'interrupted', 'SystemExit': 'exit'}.get(name, 'program')
    described = {'name': name, 'message': safe_repr(error), 'traceback': name, 'line': None, 'hint': None}
    return {**described, 'kind': kind}


async def _drive(codes, names):
    value = None
    for one in codes:
        value = _eval(one, names)
        if one.co_flags & IS_COROUTINE:
            value = await value
    return value
