"""What `-S` removes and what cannot work without a terminal."""

from __future__ import annotations

from code_mode_runtime.refs import builtins, sys


class Exit:
    """`exit` and `quit`."""

    def __init__(self, name: str):
        self.name = name

    def __repr__(self) -> str:
        return 'Call %s() to end this program. The session and its variables stay.' % self.name

    def __call__(self, code=None):
        raise SystemExit(code)


class Help:
    """`help`, which loads pydoc when it is first used and knows what comes from the host."""

    def __repr__(self) -> str:
        return 'Type help(object) for help about object.'

    def __call__(self, *args, **kwargs):
        from code_mode_runtime.callables import HostCallable
        from code_mode_runtime.describe import help_text, namespace_help
        from code_mode_runtime.namespaces import Namespace

        if args and isinstance(args[0], Namespace):
            builtins.print(namespace_help(args[0]))
            return
        if args and isinstance(args[0], HostCallable):
            builtins.print(help_text(args[0]))
            return
        if not args and not kwargs:
            builtins.print(repr(self))
            return
        import pydoc

        pydoc.pager = pydoc.plainpager
        pydoc.help(*args, **kwargs)


class Notice:
    """`copyright`, `credits` and `license`: names that exist in every interpreter."""

    def __init__(self, text: str):
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def __call__(self):
        builtins.print(self.text)


def no_input(prompt='', /):
    raise EOFError('input() cannot be used: there is no terminal here. Put the value into the code instead.')


def watch_unawaited(after_import: dict, agent_files) -> None:
    """Has the warning about a coroutine that nobody awaited name the agent's line and what to write."""

    def replace(warnings):
        warnings._warn_unawaited_coroutine = lambda coroutine: _warn_unawaited(warnings, coroutine, agent_files)

    loaded = sys.modules.get('warnings')
    if loaded is None:
        after_import['warnings'] = replace
    else:
        replace(loaded)


def _warn_unawaited(warnings, coroutine, agent_files) -> None:
    code = coroutine.cr_code
    name = code.co_name
    place = (code.co_filename, code.co_firstlineno)
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename not in agent_files:
        frame = frame.f_back
    if frame is not None:
        lines = agent_files[frame.f_code.co_filename].split('\n')
        line = lines[frame.f_lineno - 1] if 0 < (frame.f_lineno or 0) <= len(lines) else ''
        # The line that lets go of a coroutine of long ago says nothing about it.
        if name in line or place[0] not in agent_files:
            place = (frame.f_code.co_filename, frame.f_lineno)
    if place[0].startswith('<code-mode>'):
        message = 'a call to the host was never awaited, so it was not made: write `await` before it'
        place = ('cell', 1) if frame is None else place
    else:
        message = 'coroutine %r was never awaited: write `await %s(...)`' % (name, name)
    warnings.warn_explicit(message, RuntimeWarning, place[0], place[1])


def install_builtins(display) -> None:
    builtins.exit = Exit('exit')
    builtins.quit = Exit('quit')
    builtins.help = Help()
    builtins.copyright = Notice(sys.copyright)
    builtins.credits = Notice('See https://www.python.org for more information about Python.')
    builtins.license = Notice('See https://docs.python.org/3/license.html')
    builtins.input = no_input
    builtins.display = display


def adapt_awaitable(value):
    """The syntax pass puts this around the operand of `await`: a plain value is its own result."""
    kind = type(value)
    if hasattr(kind, '__await__') or hasattr(value, 'gi_frame'):
        return value
    return _Ready(value)


class _Ready:
    __slots__ = ('value',)

    def __init__(self, value):
        self.value = value

    def __await__(self):
        return self.value
        yield
