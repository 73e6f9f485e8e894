"""What `-S` removes and what cannot work without a terminal."""

from __future__ import annotations

from code_mode_runtime.refs import builtins


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


def install_builtins(display) -> None:
    from code_mode_runtime.refs import sys

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
