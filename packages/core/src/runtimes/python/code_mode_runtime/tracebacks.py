"""How a failure reads: the agent's own lines and the message."""

from __future__ import annotations

from code_mode_runtime.faults import CodeModeError

_PLAIN_VALUE = ('awaitable is required', 'a coroutine was expected', 'a coroutine or an awaitable', 'is expected to be')
GATHER_HINT = (
    'A call such as tools.name(...) blocks and returns its value, so there is nothing left to gather. '
    'Write it directly in the arguments of gather, or use tools.name.call_async(...).'
)


def describe_failure(error: BaseException, agent_files, file: str) -> dict:
    """The payload of a failed result."""
    kind = 'program'
    name, message = type(error).__name__, _text(error)
    if isinstance(error, KeyboardInterrupt):
        kind, message = 'interrupted', message or 'The run was interrupted.'
    elif isinstance(error, SystemExit):
        kind, message = 'exit', _exit_message(error)
    line = _line(error, agent_files, file)
    text = _format(error, agent_files)
    hint = getattr(error, 'hint', None) if isinstance(error, CodeModeError) else _hint(error, message)
    shown = text.rstrip('\n').rpartition('\n')[2]
    if kind == 'program' and shown.startswith(name + ': ') and '\n' not in message:
        message = shown[len(name) + 2 :]  # with the interpreter's own suggestion
    return {
        'name': name,
        'message': message[:65536],
        'traceback': text[:262144],
        'line': line,
        'hint': hint if isinstance(hint, str) else None,
        'kind': kind,
    }


def _text(error: BaseException) -> str:
    if isinstance(error, SyntaxError) and error.msg:
        return '%s (line %s)' % (error.msg, error.lineno) if error.lineno else error.msg
    try:
        return str(error)
    except BaseException:
        return '(the message of this exception cannot be shown: its __str__ failed)'


def _exit_message(error: SystemExit) -> str:
    code = error.code
    status = 'without a status' if code is None else 'with status %r' % (code,)
    return 'The program called exit %s. This ended the run; the session and its variables stay.' % status


def _hint(error: BaseException, message: str):
    if isinstance(error, (TypeError, ValueError)) and any(words in message for words in _PLAIN_VALUE):
        return GATHER_HINT
    return None


def _line(error: BaseException, agent_files, file: str):
    if isinstance(error, SyntaxError) and error.filename == file:
        return error.lineno
    line = None
    step = error.__traceback__
    while step is not None:
        name = step.tb_frame.f_code.co_filename
        if name in agent_files and not name.startswith('workflow:'):
            line = step.tb_lineno
        step = step.tb_next
    return line


def _format(error: BaseException, agent_files) -> str:
    try:
        import traceback

        shown = traceback.TracebackException(type(error), error, error.__traceback__)
        _trim(shown, agent_files, set())
        return ''.join(shown.format())
    except Exception as problem:
        return '%s: %s\n(no traceback: %s)' % (type(error).__name__, _text(error), type(problem).__name__)


def _trim(shown, agent_files, seen) -> None:
    if shown is None or id(shown) in seen:
        return
    seen.add(id(shown))
    shown.stack[:] = [one for one in shown.stack if one.filename in agent_files]
    for other in (shown.__cause__, shown.__context__, *(getattr(shown, 'exceptions', None) or ())):
        _trim(other, agent_files, seen)
