"""How a failure reads: the agent's own lines, the message, and what to do about it."""

from __future__ import annotations

from code_mode_runtime.faults import CodeModeError
from code_mode_runtime.message_text import MOST_MESSAGE, message_of, shortened

MOST_PLAIN_LINES = 24
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
    cause = _only_cause(error)
    hint = None
    if isinstance(cause, CodeModeError) and cause.hint is not None:
        hint = cause.hint
    elif kind == 'program':
        hint = _hint(cause, message_of(cause), host, file)
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


def _only_cause(error: BaseException) -> BaseException:
    """The one exception in a group of one; any other exception itself."""
    inner = getattr(error, 'exceptions', None)
    while type(inner) is tuple and len(inner) == 1:
        error = inner[0]
        inner = getattr(error, 'exceptions', None)
    return error


def _hint(error: BaseException, message: str, host, file: str):
    try:
        from code_mode_runtime.hints import hint_for
    except Exception:
        return None  # the program broke the import of modules
    return hint_for(error, message, host, file)


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
    except Exception:
        return _plain_traceback(error, host.sources.files)


def _plain_traceback(error: BaseException, agent_files) -> str:
    """For programs that broke what the library's own formatting needs: builtins, imports."""
    lines = []
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        source = agent_files.get(code.co_filename)
        if source is not None:
            text = source.split('\n')[step.tb_lineno - 1 : step.tb_lineno]
            lines.append('  File "%s", line %d, in %s\n' % (code.co_filename, step.tb_lineno, code.co_name))
            lines += ['    %s\n' % one.strip()[:200] for one in text]
        step = step.tb_next
    if len(lines) > MOST_PLAIN_LINES:
        half = MOST_PLAIN_LINES // 2
        lines[half:-half] = ['  [%d lines left out]\n' % (len(lines) - MOST_PLAIN_LINES)]
    head = 'Traceback (most recent call last):\n' if lines else ''
    return '%s%s%s: %s' % (head, ''.join(lines), type(error).__name__, shortened(message_of(error), MOST_MESSAGE))
