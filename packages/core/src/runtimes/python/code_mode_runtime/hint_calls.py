"""Hints for calls: arguments, `await`, event loops, types that do not go together."""

from __future__ import annotations

import _ast
from code_mode_runtime.hint_names import quoted
from code_mode_runtime.hint_values import callable_hint, indices_hint, none_hint
from code_mode_runtime.nearest import nearest
from code_mode_runtime.scene import UNKNOWN

_PLAIN_VALUE = ('awaitable is required', 'a coroutine was expected', 'a coroutine or an awaitable', 'is expected to be')
_FUTURES = ("'_GatheringFuture'", "'_asyncio.Task'", "'_asyncio.Future'")
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
    if any(kind in message for kind in _FUTURES):
        return _future_hint(scene)
    if message.startswith('a bytes-like object is required, not'):
        return 'Text becomes bytes with text.encode(), and a file of text is opened without "b" in its mode.'
    if message == 'write() argument must be str, not bytes':
        return 'Bytes are written to a file that is opened with mode "wb".'
    if message.startswith('write() argument must be str, not '):
        return 'str(value) or json.dumps(value) makes text of it.'
    if 'keyword argument' in message and ('unexpected' in message or 'invalid' in message):
        return _keyword_hint(scene, quoted(message))
    if 'argument' in message and '() ' in message:
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


def _future_hint(scene) -> str:
    wanted = [one for node in scene.nodes() for one in _bases(node) if type(one) in (_ast.Name, _ast.Call)]
    return AWAIT_HINT.replace('coroutine', 'task or gather') % (scene.text(wanted[0]) if wanted else '…') + '.'


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
    return None if signature is None else _signature_text(text, signature)


def _keyword_hint(scene, wrong: str):
    """For the one call in the line that has this keyword."""
    calls = [
        node for node in scene.nodes() if type(node) is _ast.Call and any(one.arg == wrong for one in node.keywords)
    ]
    function = scene.value(calls[0].func) if len(calls) == 1 else UNKNOWN
    signature = _signature(function) if callable(function) else None
    if signature is None or wrong in signature.parameters:
        return None
    near = nearest(wrong, list(signature.parameters))
    if near is not None:
        return 'Did you mean `%s=`?' % near
    return _signature_text(scene.text(calls[0].func), signature)


def _signature_text(text: str, signature) -> str:
    shown = '(%s)' % ', '.join(_parameter(one) for one in signature.parameters.values())
    return 'Its signature: %s%s' % (text, shown if len(shown) <= 200 else shown[:199] + '…')


def _parameter(one) -> str:
    """Without annotation, and with a default only if it is plain: no `__repr__` of the agent's runs."""
    stars = {one.VAR_POSITIONAL: '*', one.VAR_KEYWORD: '**'}.get(one.kind, '')
    if one.default is one.empty:
        return stars + one.name
    plain = type(one.default) in (str, int, float, bool, type(None))
    return '%s=%s' % (one.name, repr(one.default)[:40] if plain else '…')


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
