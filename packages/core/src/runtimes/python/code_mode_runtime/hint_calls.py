"""Hints for calls: arguments, `await`, event loops, types that do not go together."""

from __future__ import annotations

import _ast
from code_mode_runtime.hint_names import quoted
from code_mode_runtime.hint_values import callable_hint, indices_hint, none_hint
from code_mode_runtime.nearest import nearest
from code_mode_runtime.scene import UNKNOWN

_PLAIN_VALUE = ('awaitable is required', 'a coroutine was expected', 'a coroutine or an awaitable', 'is expected to be')
GATHER_HINT = (
    'A call such as tools.name(...) blocks and returns its value, so there is nothing left to gather. '
    'Write it directly in the arguments of gather, or use tools.name.call_async(...).'
)
AWAIT_HINT = 'A coroutine has no value until it is awaited: write `await`, in parentheses: (await %s)'


def type_hint(scene, message: str):
    if any(words in message for words in _PLAIN_VALUE):
        return GATHER_HINT
    if "'coroutine'" in message or 'coroutine object' in message:
        return coroutine_hint(scene)
    if 'argument' in message and ('() ' in message):
        return _argument_hint(scene, message)
    if 'NoneType' in message:
        return none_hint(scene, message)
    if message.endswith('object is not callable'):
        return callable_hint(scene, message)
    if 'indices must be' in message:
        return indices_hint(scene, message)
    if message.endswith('is not JSON serializable'):
        return 'json.dumps(value, default=str) writes what JSON does not know as text.'
    if message.startswith('can only concatenate str') or 'not supported between instances' in message:
        return None if 'concatenate' not in message else 'Join text with an f-string, f"{a}{b}", or convert with str(...).'
    return None


def coroutine_hint(scene) -> str:
    calls = [node for node in scene.nodes() if type(node) is _ast.Call]
    wanted = [one for node in scene.nodes() for one in _bases(node) if type(one) is _ast.Call]
    if wanted:
        return AWAIT_HINT % scene.text(wanted[0]) + '.'
    return AWAIT_HINT % '…' + '.' if not calls else 'A coroutine was used as a value: write `await` before the call.'


def _bases(node) -> list:
    return [node.value] if type(node) in (_ast.Subscript, _ast.Attribute) else []


def _argument_hint(scene, message: str):
    called = message.partition('()')[0].rpartition(' ')[2].rpartition('.')[2]
    functions = []
    for node in scene.nodes():
        if type(node) is not _ast.Call:
            continue
        function = scene.value(node.func)
        if function is UNKNOWN or any(function is one for one, _ in functions):
            continue
        if called in ('__init__', '__new__') and isinstance(function, type) or getattr(function, '__name__', '') == called:
            functions.append((function, scene.text(node.func)))
    if len(functions) != 1:
        return None
    function, text = functions[0]
    signature = _signature(function)
    if signature is None:
        return None
    wrong = quoted(message) if 'unexpected keyword' in message else ''
    near = nearest(wrong, list(signature.parameters)) if wrong else None
    if near is not None:
        return 'Did you mean `%s=`?' % near
    shown = str(signature)
    return 'Its signature: %s%s' % (text, shown if len(shown) <= 200 else shown[:199] + '…')


def _signature(function):
    import inspect

    try:
        return inspect.signature(function)
    except (TypeError, ValueError):
        return None


def runtime_hint(scene, message: str):
    if 'cannot be called from a running event loop' in message or message == 'This event loop is already running':
        inner = [one for node in scene.nodes() if type(node) is _ast.Call for one in node.args[:1]]
        what = scene.text(inner[0]) if inner and type(inner[0]) is _ast.Call else 'main()'
        return 'A cell with top-level await runs inside an event loop already: write `await %s`.' % what
    if message == 'no running event loop':
        return 'Await at the top level of the cell, `await main()`, and the loop is there.'
    if message.startswith('cannot reuse already awaited'):
        return 'A coroutine can be awaited once: call the function again for a new one.'
    return None
