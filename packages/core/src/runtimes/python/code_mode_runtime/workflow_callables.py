"""`workflows.invoke(name, ...)` and `workflows.<name>(...)`: the guest compiles and runs what the host keeps."""

from __future__ import annotations

from code_mode_runtime.callables import HostCallable
from code_mode_runtime.conversions import encode_arguments
from code_mode_runtime.faults import WorkflowError
from code_mode_runtime.refs import builtins, sys


INJECTED = ('tools', 'workflows', 'skills', 'artifacts', 'deps')


class Workflow(HostCallable):
    """`workflows.<name>`"""

    __slots__ = ()

    def __call__(self, /, *args, **kwargs):
        loaded = self._host.calls.blocking('workflows', 'load', encode_arguments((self._path,), {}))[0]
        return self._host.loops.finish(call_run(self._host, loaded, args, kwargs))

    def _coroutine(self, args, kwargs):
        name = encode_arguments((self._path,), {})
        loading = self._host.calls.awaitable('workflows', 'load', name)
        return _run_in_loop(self._host, loading, args, kwargs)

    def __getattr__(self, name: str):
        if name.startswith('_'):
            raise AttributeError(name)
        raise AttributeError('A workflow has no attribute %r; call it: workflows.%s(...)' % (name, self._path))


class InvokeWorkflow(HostCallable):
    """`workflows.invoke`"""

    __slots__ = ()

    def __call__(self, /, *args, **kwargs):
        workflow, args = self._choose(args, kwargs)
        return workflow(*args, **kwargs)

    def _coroutine(self, args, kwargs):
        workflow, args = self._choose(args, kwargs)
        return workflow._coroutine(args, kwargs)

    def _choose(self, args, kwargs):
        # `name` may also be a parameter of the workflow, so it is ours only where no name came first.
        if not args and 'name' not in kwargs:
            raise TypeError('workflows.invoke needs the name of a workflow first: workflows.invoke("name", ...)')
        name = args[0] if args else kwargs.pop('name')
        return Workflow(self._host, 'workflows', name), args[1:]


class CreateWorkflow(HostCallable):
    """`workflows.create`, judged by the compiler that will run it."""

    __slots__ = ()

    def __call__(self, /, *args, **kwargs):
        check_syntax(self._host, *args, **kwargs)
        return HostCallable.__call__(self, *args, **kwargs)

    def _coroutine(self, args, kwargs):
        check_syntax(self._host, *args, **kwargs)
        return HostCallable._coroutine(self, args, kwargs)


def check_syntax(host, name='', source='', *_, **__) -> None:
    from code_mode_runtime.cells import compile_module

    if type(source) is not str:
        return  # the host says what is wrong with it
    problem = None
    try:
        compile_module(source, 'workflow:%s' % (name,), host.namespaces)
    except (SyntaxError, ValueError) as error:
        problem = error
    if problem is not None:
        raise syntax_error(host, name, source, problem)


def syntax_error(host, name, source: str, problem) -> WorkflowError:
    """What is wrong with a workflow's source, with its line, in one error at the line of the call."""
    from code_mode_runtime.hint_syntax import syntax_hint

    line = getattr(problem, 'lineno', None)
    where = ', line %s' % line if line else ''
    lines = source.split('\n')
    shown = lines[line - 1].strip()[:120] if line and line <= len(lines) else ''
    reason = getattr(problem, 'msg', None) or str(problem)
    hint = syntax_hint(problem, source, host.runtime_deps) if isinstance(problem, SyntaxError) else None
    text = 'Workflow "%s"%s: %s%s' % (name, where, reason, '\n    ' + shown if shown else '')
    return WorkflowError(text, code='WORKFLOW_INVALID', hint=hint)


async def _run_in_loop(host, loading, args, kwargs):
    from asyncio import get_running_loop

    loaded = await loading
    run = load_run(host, loaded)
    if run.__code__.co_flags & 0x80:
        return await call_run(host, loaded, args, kwargs)
    # A plain `def run` blocks, so it gets a thread; several of them then run side by side.
    return await get_running_loop().run_in_executor(None, lambda: call_run(host, loaded, args, kwargs))


def load_run(host, loaded: dict):
    """The run function of a workflow, compiled once for each state of its source."""
    from code_mode_runtime.cells import compile_module

    name, digest = loaded['name'], loaded['digest']
    known = host.workflow_runs.get(name)
    if known is not None and known[0] == digest:
        return known[1]
    file = 'workflow:' + name
    host.sources.add(file, loaded['source'])
    module = type(sys)('workflow_' + name)
    names = module.__dict__
    # Else it would get the builtins of the runtime, which lack what the program's have.
    names['__builtins__'] = builtins
    # `skills` is what the older system of this kind called `workflows`.
    names.update(host.namespaces, skills=host.namespaces['workflows'], __file__=file)
    sys.modules[module.__name__] = module
    exec(compile_module(loaded['source'], file, (*host.namespaces, 'skills')), names)
    run = names.get('run')
    if not hasattr(run, '__code__'):
        raise WorkflowError(
            'Workflow "%s" has no run function. Define `def run(...)` or `async def run(...)`.' % name,
            code='WORKFLOW_INVALID',
        )
    host.workflow_runs[name] = (digest, run)
    return run


def call_run(host, loaded: dict, args, kwargs):
    run = load_run(host, loaded)
    problem = None
    try:
        return run(*args, **with_namespaces(host, run, len(args), kwargs))
    except TypeError as error:
        if error.__traceback__.tb_next is not None:
            raise
        problem = error
    raise arguments_error(loaded['name'], run, problem)


def with_namespaces(host, run, given: int, kwargs: dict) -> dict:
    """Gives the parameters that are named like a namespace, as the older system of this kind did."""
    code, count = run.__code__, run.__code__.co_argcount
    keywords = code.co_varnames[count : count + code.co_kwonlyargcount]
    defaults = dict(zip(reversed(code.co_varnames[:count]), reversed(run.__defaults__ or ())))
    defaults.update(run.__kwdefaults__ or ())
    for name in (*code.co_varnames[given:count], *keywords):
        if name in INJECTED and name not in kwargs and defaults.get(name) is None:
            kwargs = {**kwargs, name: host.namespaces['workflows' if name == 'skills' else name]}
    return kwargs


def arguments_error(name: str, run, problem: TypeError) -> WorkflowError:
    import inspect

    from code_mode_runtime.nearest import nearest

    parameters = inspect.signature(run)
    # Newer interpreters suggest a name themselves.
    text = str(problem).partition(' Did you mean')[0].rstrip('.').replace('run()', 'workflow "%s"' % name, 1)
    wrong = text.split("'")[1] if 'unexpected keyword' in text else ''
    near = nearest(wrong, list(parameters.parameters))
    meant = '' if near is None else ' Did you mean %s=?' % near
    return WorkflowError('%s.%s Its parameters: %s' % (text, meant, parameters), code='ARGUMENTS_INVALID')
