"""Hints for text that is no JSON: what it is instead, or what stood where the parser stopped."""

from __future__ import annotations

MOST_LITERAL = 20_000


def json_hint(scene, message: str):
    """What stood where JSON was expected."""
    document, at = scene.error.doc, scene.error.pos
    if type(document) is not str:
        return None
    begin = document.lstrip('\ufeff \t\r\n')
    if not begin:
        return 'The text is empty.' if not document else 'The text is only white space.'
    if begin[0] == '<':
        return 'The text is HTML or XML, not JSON. It begins with %s' % _quote(begin)
    if begin.startswith('```'):
        return 'The text is wrapped in a fence of back quotes; take those lines off first.'
    if message.startswith('Extra data'):
        return _extra(document, at)
    before = document[:at].rstrip()
    if before.endswith(',') and document[at : at + 1] in ('}', ']'):
        return 'JSON has no comma before `%s`.' % document[at]
    if len(document) <= MOST_LITERAL and _is_literal(document):
        return "It is Python data (single quotes, True, None), not JSON: ast.literal_eval(text) reads it."
    if at >= len(document.rstrip()):
        return 'The text ends too early, after %s' % _quote(document[-40:])
    return 'There stood %s' % _quote(document[at:])


def _extra(document: str, at: int) -> str:
    lines = [line for line in document.splitlines() if line.strip()]
    if len(lines) > 1 and _parses(lines[0]) and _parses(lines[1]):
        return 'There is one JSON value on each line: [json.loads(line) for line in text.splitlines() if line.strip()].'
    return 'A whole JSON value ends there; after it stood %s' % _quote(document[at:])


def is_json(text: str) -> bool:
    """Whether a text holds an object or a list, as far as that is cheap to find out."""
    return len(text) <= MOST_LITERAL and text.lstrip()[:1] in ('{', '[') and _parses(text)


def _parses(text: str) -> bool:
    import json

    try:
        json.loads(text)
        return True
    except (ValueError, RecursionError):
        return False


def _is_literal(document: str) -> bool:
    import ast

    try:
        return type(ast.literal_eval(document.strip())) in (dict, list, tuple)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return False


def _quote(text: str) -> str:
    text = text.strip('\ufeff \t\r\n')
    return repr(text[:40]) + ('…' if len(text) > 40 else '')
