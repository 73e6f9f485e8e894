"""A look at source that does not parse: which of it is code, and what was opened and never closed."""

from __future__ import annotations

_PAIRS = {')': '(', ']': '[', '}': '{'}


def bare_code(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + '…'


def scan(source: str):
    """`(code, stack, text)`: the source with texts and comments blanked, open brackets, and an open text of many lines."""
    code: list = []
    stack: list = []
    at, line, size = 0, 1, len(source)
    while at < size:
        letter = source[at]
        if letter == '#':
            end = source.find('\n', at)
            at = size if end < 0 else end
        elif letter in '"\'':
            mark = letter * 3 if source.startswith(letter * 3, at) else letter
            end, closed = _end_of_text(source, at + len(mark), mark)
            if not closed and len(mark) == 3:
                return ''.join(code), stack, line
            code.append('""')
            breaks = source.count('\n', at, end)
            code.append('\n' * breaks)
            line += breaks
            at = end
        else:
            if letter in '([{':
                stack.append((letter, line))
            elif letter in _PAIRS and stack and stack[-1][0] == _PAIRS[letter]:
                stack.pop()
            line += letter == '\n'
            code.append(letter)
            at += 1
    return ''.join(code), stack, None


def _end_of_text(source: str, at: int, mark: str):
    while at < len(source):
        if source[at] == '\\':
            at += 2
        elif source.startswith(mark, at):
            return at + len(mark), True
        elif source[at] == '\n' and len(mark) == 1:
            return at, False
        else:
            at += 1
    return len(source), False


def code_lines(source: str) -> dict:
    """By number, each line without texts and comments."""
    code = scan(source[:200_000])[0]
    return dict(enumerate(code.split('\n'), 1))


def unclosed(source: str):
    """`(what, line, text of that line)` of what was opened and never closed; None when all is closed."""
    _, stack, text = scan(source[:200_000])
    lines = source.split('\n')
    if text is not None:
        return 'The text in three quotes', text, lines[text - 1]
    if stack:
        letter, line = stack[-1]
        return 'The bracket `%s`' % letter, line, lines[line - 1]
    return None
