"""How a failure reads: the agent's own lines, the message, and what to do about it."""

from __future__ import annotations

from code_mode_runtime.faults import CodeModeError

MOST_MESSAGE = 4000
WORKFLOW = 'workflow:'


def describe_failure(error: BaseException, host, file: str) -> dict:
    """The payload of a failed result."""
    agent_files = host.sources.files
    kind = 'program'
    name, message = type(error).__name__, message_of(error)
    if isinstance(error, KeyboardInterrupt):
        kind, message = 'interrupted', message or 'The run was interrupted.'
    elif isinstance(error, SystemExit):
        kind, message = 'exit', _exit_message(error)
    text = _format(error, host)
    hint = None
    if isinstance(error, CodeModeError):
        hint = error.hint
    elif kind == 'program':
        hint = _hint(error, message, host, file)
    shown = text.rstrip('\n').rpartition('\n')[2]
    if kind == 'program' and shown.startswith(name + ': ') and '\n' not in message:
        message = shown[len(name) + 2 :]  # with the interpreter's own suggestion
        if hint is not None and hint.startswith('Did you mean') and 'Did you mean' in message:
            hint = None
    return {
        'name': name,
        'message': shortened(message, MOST_MESSAGE),
        'traceback': text,
        'line': _line(error, agent_files, file),
        'hint': hint if isinstance(hint, str) else None,
        'kind': kind,
    }


def _hint(error: BaseException, message: str, host, file: str):
    try:
        from code_mode_runtime.hints import hint_for
    except Exception:
        return None  # the program broke the import of modules
    return hint_for(error, message, host, file)


def message_of(error: BaseException) -> str:
    if isinstance(error, SyntaxError) and error.msg:
        return '%s (line %s)' % (error.msg, error.lineno) if error.lineno else error.msg
    try:
        return without_paths(str(error))
    except BaseException:
        return '(the message of this exception cannot be shown: its __str__ failed)'


def without_paths(message: str) -> str:
    """`cannot import name 'x' from 'y' (/place/of/y.py)` without the place, which is the host's."""
    if message.startswith('cannot import name ') and message.endswith(')'):
        return message.rpartition(' (')[0]
    return message


def shortened(text: str, most: int) -> str:
    """Head and tail of a long text, and in between how much is left out."""
    if len(text) <= most:
        return text
    head, tail = most * 5 // 8, most * 3 // 8
    return '%s\n… [%d of %d characters left out] …\n%s' % (text[:head], len(text) - head - tail, len(text), text[-tail:])


def _exit_message(error: SystemExit) -> str:
    code = error.code
    status = 'without a status' if code is None else 'with status %r' % (code,)
    return 'The program called exit %s. This ended the run; the session and its variables stay.' % status


def _line(error: BaseException, agent_files, file: str):
    """The line of this very program if one of it is involved, else of the last one that is."""
    if isinstance(error, SyntaxError) and error.filename == file:
        return error.lineno
    here = elsewhere = None
    step = error.__traceback__
    while step is not None:
        name = step.tb_frame.f_code.co_filename
        if name == file:
            here = step.tb_lineno
        elif name in agent_files and not name.startswith(WORKFLOW):
            elsewhere = step.tb_lineno
        step = step.tb_next
    return here if here is not None else elsewhere


def _format(error: BaseException, host) -> str:
    try:
        from code_mode_runtime.traceback_text import traceback_text

        return traceback_text(error, host.sources.files)
    except Exception as problem:
        text = shortened(message_of(error), MOST_MESSAGE)
        return '%s: %s\n(no traceback: %s)' % (type(error).__name__, text, type(problem).__name__)
