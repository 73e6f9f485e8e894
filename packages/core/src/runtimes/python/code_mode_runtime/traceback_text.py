"""The text of a traceback: the agent's lines only, repeats collapsed, chains and long lines cut with a note."""

from __future__ import annotations

import traceback

from code_mode_runtime.message_text import MOST_MESSAGE, shortened, without_paths

MOST_FRAMES = 16
MOST_LINE = 200
MOST_CHAIN = 3
LONGEST_CYCLE = 8
CAUSE = '\nThe above exception was the direct cause of the following exception:\n\n'
CONTEXT = '\nDuring handling of the above exception, another exception occurred:\n\n'


def traceback_text(error: BaseException, agent_files) -> str:
    if isinstance(error, SyntaxError):
        _complete(error, agent_files)
    shown = traceback.TracebackException(type(error), error, error.__traceback__)
    links, left_out = _chain(shown, agent_files)
    parts = []
    for position, (one, joint) in enumerate(links):
        parts.append(_one(one, agent_files))
        if position < len(links) - 1:
            parts.append(joint)
    if left_out:
        parts.insert(0, '[%d earlier exception%s left out]\n' % (left_out, 's' * (left_out > 1)))
    return ''.join(parts)


def _complete(error: SyntaxError, agent_files) -> None:
    """The source line of an error that the compiler found after parsing, when it had no text any more."""
    source = agent_files.get(error.filename)
    if source is None or not error.lineno:
        return
    lines = source.split('\n')
    several = '\n' in (error.text or '').rstrip('\n')
    if (several or not error.text) and error.lineno <= len(lines):
        error.text = lines[error.lineno - 1]
        error.offset = None if several else error.offset
    if error.text and len(error.text) > MOST_LINE:
        start = max(0, (error.offset or 1) - MOST_LINE // 2)
        error.text = error.text[start : start + MOST_LINE]
        error.offset = (error.offset or 1) - start
        if hasattr(error, 'end_offset'):
            error.end_offset = error.offset


def _chain(shown, agent_files):
    """`[(exception, what joins it to the next)]`, the oldest first, and how many are left out."""
    links, seen = [(shown, '')], {id(shown)}
    left_out = 0
    while True:
        if shown.__cause__ is not None:
            before, joint = shown.__cause__, CAUSE
        elif shown.__context__ is not None and not shown.__suppress_context__:
            before, joint = shown.__context__, CONTEXT
        else:
            break
        if id(before) in seen:
            break
        seen.add(id(before))
        # What a library caught inside itself says nothing about the agent's program, and its successor says the rest.
        if joint is CAUSE or any(one.filename in agent_files for one in before.stack):
            if len(links) < MOST_CHAIN:
                links.append((before, joint))
            else:
                left_out += 1
        shown = before
    return links[::-1], left_out


def _one(shown, agent_files) -> str:
    if getattr(shown, 'exceptions', None):
        _trim_group(shown, agent_files)
        return ''.join(shown.format(chain=False))
    frames = [one for one in shown.stack if one.filename in agent_files]
    text = _plain(''.join(shown.format_exception_only()))
    if len(text) > MOST_MESSAGE:
        # Cut as the message alone is, so that a reader finds the one in the other.
        kind, mark, message = text.partition(': ')
        text = kind + mark + shortened(message.rstrip('\n'), MOST_MESSAGE) + '\n'
    if not frames:
        return text
    return 'Traceback (most recent call last):\n' + ''.join(_frames(frames)) + text


def _plain(text: str) -> str:
    line, rest = text.rstrip('\n'), ''
    if line.startswith('ImportError: cannot import name'):
        # The interpreter's suggestion follows the place of the module.
        line, mark, after = line.partition('. Did you mean')
        rest = mark + after
        kind, _, message = line.partition(': ')
        return '%s: %s%s\n' % (kind, without_paths(message), rest)
    return text


def _trim_group(shown, agent_files) -> None:
    shown.stack[:] = [one for one in shown.stack if one.filename in agent_files][-MOST_FRAMES:]
    for other in getattr(shown, 'exceptions', None) or ():
        other.__cause__ = other.__context__ = None
        _trim_group(other, agent_files)


def _frames(frames) -> list:
    texts = []
    at, size = 0, len(frames)
    keys = [(one.filename, one.lineno, one.name) for one in frames]
    pieces = []
    while at < size:
        length, times = _cycle(keys, at)
        pieces.append((frames[at : at + length], times))
        at += length * times
    if len(pieces) > MOST_FRAMES:
        gone = sum(len(part) * times for part, times in pieces[MOST_FRAMES // 2 : -MOST_FRAMES // 2])
        texts = _texts(pieces[: MOST_FRAMES // 2])
        texts.append('  [%d calls in between left out]\n' % gone)
        return texts + _texts(pieces[-MOST_FRAMES // 2 :])
    return _texts(pieces)


def _texts(pieces) -> list:
    texts = []
    for part, times in pieces:
        texts += [_cut(line) for line in traceback.StackSummary.from_list(part).format()]
        if times > 1:
            what = 'call above repeats' if len(part) == 1 else '%d calls above repeat' % len(part)
            texts.append('  [The %s %d more times]\n' % (what, times - 1))
    return texts


def _cycle(keys, at: int):
    """Length and count of the shortest cycle of calls that begins here, `(1, 1)` where none repeats often."""
    for length in range(1, LONGEST_CYCLE + 1):
        times = 1
        cycle = keys[at : at + length]
        while keys[at + times * length : at + (times + 1) * length] == cycle:
            times += 1
        if times > 3:
            return length, times
    return 1, 1


def _cut(text: str) -> str:
    """A frame with its lines at a bearable length. Marks under a cut line would point nowhere."""
    lines = text.split('\n')
    if all(len(line) <= MOST_LINE for line in lines):
        return text
    kept = [line for line in lines if line.strip(' ^~') or not line]
    return '\n'.join(
        line if len(line) <= MOST_LINE else '%s… [%d characters more]' % (line[:MOST_LINE], len(line) - MOST_LINE)
        for line in kept
    )
