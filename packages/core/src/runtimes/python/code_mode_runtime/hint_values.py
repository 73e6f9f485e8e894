"""Hints for values: keys, indexes, None, text that is no JSON, names that hide a builtin."""

from __future__ import annotations

import _ast
from code_mode_runtime.hint_tables import IN_PLACE
from code_mode_runtime.nearest import nearest
from code_mode_runtime.refs import builtins, sys
from code_mode_runtime.scene import UNKNOWN, key_of
from code_mode_runtime.syntax_scope import walk

LISTED = 8
MOST_LITERAL = 20_000


def key_hint(scene, message: str):
    if len(scene.error.args) != 1:
        return None
    key = scene.error.args[0]
    holders = _holders(scene, lambda node, holder: _keys(holder) is not None, key)
    if len(holders) != 1:
        return None
    keys = _keys(holders[0][1])
    name = scene.text(holders[0][0])
    if not keys:
        return '`%s` is empty.' % name
    if type(key) is not str:
        if type(key) in (int, float) and str(key) in keys:
            return 'The keys of `%s` are strings: write "%s".' % (name, key)
        return _listed('The keys of `%s`' % name, keys)
    if key.lstrip('-').isdigit() and int(key) in keys:
        return 'The keys of `%s` are numbers: write %s.' % (name, key)
    near = nearest(key, [one for one in keys if type(one) is str])
    if near is not None:
        return '`%s` has the key %r.' % (name, near)
    return _listed('The keys of `%s`' % name, keys)


def _keys(holder):
    if type(holder) is dict or type(holder).__mro__[-2:-1] == (dict,):
        return list(holder)[:5000]
    kind = type(holder)
    if kind.__name__ == 'DataFrame' and kind.__module__.partition('.')[0] in ('pandas', 'polars'):
        return list(holder.columns)[:5000]
    return None


def _listed(what: str, keys) -> str:
    shown = ', '.join(_short(one) for one in list(keys)[:LISTED])
    more = ' and %d more' % (len(keys) - LISTED) if len(keys) > LISTED else ''
    return '%s: %s%s.' % (what, shown, more)


def _short(value) -> str:
    if type(value) not in (str, int, float, bool, tuple, type(None)):
        return '<%s>' % type(value).__name__
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + '…'


def _holders(scene, fits, key) -> list:
    """`(node, value)` of what was indexed with `key` where the program failed."""
    found: list = []
    for node in scene.nodes():
        if type(node) is _ast.Subscript:
            holder, wanted = node.value, key_of(scene, node)
        elif type(node) is _ast.Call and getattr(node.func, 'attr', '') == 'pop' and node.args:
            holder, wanted = node.func.value, scene.value(node.args[0])
        else:
            continue
        value = scene.value(holder)
        if value is UNKNOWN or not fits(node, value):
            continue
        if wanted is not UNKNOWN and not (type(wanted) is type(key) and wanted == key):
            continue
        if not any(value is one for _, one in found):
            found.append((holder, value))
    return found


def index_hint(scene, message: str):
    if 'index out of range' not in message:
        return None
    found = []
    for node in scene.nodes():
        if type(node) is not _ast.Subscript:
            continue
        holder, index = scene.value(node.value), key_of(scene, node)
        if type(holder) not in (list, tuple, str) or type(index) is not int:
            continue
        if not -len(holder) <= index < len(holder):
            found.append((scene.text(node.value), len(holder), index))
    if len(found) != 1:
        return None
    name, size, index = found[0]
    if size == 0:
        return '`%s` is empty.' % name
    return '`%s` has %d item%s, so its last index is %d, not %d.' % (name, size, 's' * (size > 1), size - 1, index)


def none_hint(scene, message: str):
    """Which expression was None."""
    found = []
    for node in scene.nodes():
        for operand in _operands(node):
            if scene.value(operand) is None and not any(_same(operand, one) for one in found):
                if type(operand) is not _ast.Constant:
                    found.append(operand)
    if len(found) == 1:
        return _origin(scene, found[0])
    if found or not scene.exact or not scene.nodes():
        return None
    calls = [one for one in _operands(scene.nodes()[0]) if type(one) is _ast.Call]
    return _of_call(scene, calls[0], '`%s`' % scene.text(calls[0])) if len(calls) == 1 else None


def _same(left, right) -> bool:
    return type(left) is type(right) is _ast.Name and left.id == right.id


def _operands(node) -> list:
    kind = type(node)
    if kind in (_ast.Subscript, _ast.Attribute, _ast.Starred):
        return [node.value]
    if kind is _ast.BinOp:
        return [node.left, node.right]
    if kind is _ast.Compare:
        return [node.left, *node.comparators]
    if kind is _ast.Call:
        return [node.func, *node.args]
    return [node] if kind is _ast.Name else []


def _origin(scene, node) -> str:
    name = scene.text(node)
    value = _only_assignment(scene, node) if type(node) is _ast.Name else None
    if type(value) is _ast.Call:
        where = '`%s` (line %d)' % (scene.text(value), value.lineno)
        return _of_call(scene, value, '`%s` is None: %s' % (name, where))
    return '`%s` is None.' % name


def _of_call(scene, call, what: str) -> str:
    method = getattr(call.func, 'attr', '')
    if method in IN_PLACE:
        return '%s changes its object in place and gives None.' % what
    return '%s gave None.' % what


def _only_assignment(scene, node):
    tree = scene.tree()
    stores = [
        one
        for one in walk(tree.body if tree else [])
        if type(one) is _ast.Name and one.id == node.id and type(one.ctx) is _ast.Store
    ]
    if len(stores) != 1:
        return None
    for one in walk(tree.body):
        if type(one) is _ast.Assign and one.targets == [stores[0]] and one.lineno < scene.line:
            return one.value
    return None


def callable_hint(scene, message: str):
    """`'list' object is not callable`: a variable that hides a builtin, or a module in place of its function."""
    for node in scene.nodes():
        if type(node) is not _ast.Call or type(node.func) is not _ast.Name:
            continue
        name = node.func.id
        value = scene.value(node.func)
        if isinstance(value, type(sys)):
            inner = vars(value).get(name)
            return 'It is the module: write `%s.%s(...)`.' % (name, name) if callable(inner) else None
        if value is not UNKNOWN and not callable(value) and hasattr(builtins, name):
            return 'A variable hides the builtin `%s`: rename it, and say `del %s` once.' % (name, name)
    return None


def indices_hint(scene, message: str):
    """A text or a list that was taken for a dictionary."""
    for node in scene.nodes():
        if type(node) is not _ast.Subscript:
            continue
        holder, key = scene.value(node.value), key_of(scene, node)
        if type(key) is not str:
            continue
        name = scene.text(node.value)
        if type(holder) is str and holder.lstrip()[:1] in ('{', '['):
            return '`%s` is text: parse it first, json.loads(%s)["%s"].' % (name, name, key)
        if type(holder) is str:
            return '`%s` is a text of %d characters, not a dictionary.' % (name, len(holder))
        if type(holder) is list and holder and type(holder[0]) is dict and key in holder[0]:
            return '`%s` is a list of %d dictionaries: write %s[0]["%s"].' % (name, len(holder), name, key)
    return None


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


def _parses(text: str) -> bool:
    import json

    try:
        json.loads(text)
        return True
    except ValueError:
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
