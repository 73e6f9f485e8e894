"""The message of an exception as it is shown: without places of the host, and of bounded length."""

from __future__ import annotations

MOST_MESSAGE = 4000


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
