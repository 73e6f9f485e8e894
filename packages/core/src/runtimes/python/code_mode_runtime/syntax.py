"""The syntax pass that makes the natural forms work. See the table in docs and in the tests.

(a) `await x` accepts a plain value. (b) A namespace call that is awaited, or stands in the arguments of `gather` and
its kin, becomes asynchronous. (c) One that stands in an `async def` is awaited for the author. (d) A name bound once
to a list of calls and used only in (b) counts as (b). Everything else blocks.
"""

from __future__ import annotations

import sys

import _ast
from code_mode_runtime.syntax_scope import (
    AWAITABLE_KEYWORDS,
    FUNCTIONS,
    awaitable_arguments,
    bound_names,
    call_lists,
    function_bindings,
    gathering_name,
    is_namespace_call,
)

ADAPTER = '__code_mode_await__'
_COMPREHENSIONS = (_ast.ListComp, _ast.SetComp, _ast.DictComp)
# Before 3.11 an await in a comprehension within a comprehension is a syntax error.
_NESTED_AWAIT = sys.version_info >= (3, 11)


class Context:
    """Where a node stands: which names are namespaces, and whether a call would be awaited there."""

    __slots__ = ('awaits', 'in_comprehension', 'lists', 'ours')

    def __init__(self, ours, awaits=False, lists=None, in_comprehension=False):
        self.ours = ours
        self.awaits = awaits
        self.lists = lists if lists is not None else {}
        self.in_comprehension = in_comprehension

    def inner(self, hidden=(), awaits=None, in_comprehension=None):
        return Context(
            self.ours - set(hidden) if hidden else self.ours,
            self.awaits if awaits is None else awaits,
            self.lists,
            self.in_comprehension if in_comprehension is None else in_comprehension,
        )


def rewrite(tree, live) -> None:
    """Changes a module's tree in place. `live` are the names that still mean the namespaces."""
    ours = frozenset(live) - bound_names(tree.body)
    context = Context(ours, lists=call_lists(tree.body, ours))
    tree.body = [visit(node, context) for node in tree.body]


def visit(node, context):
    kind = type(node)
    if kind is _ast.Call:
        return _call(node, context)
    if kind is _ast.Await:
        return _await(node, context)
    if kind in FUNCTIONS:
        return _function(node, context)
    if kind is _ast.Lambda:
        node.args = visit(node.args, context)
        hidden = {one.arg for one in node.args.args}
        node.body = visit(node.body, context.inner(hidden, awaits=False, in_comprehension=False))
        return node
    if kind is _ast.ClassDef:
        body = node.body
        node.body = []
        _children(node, context)
        inside = context.inner(bound_names(body), awaits=False)
        node.body = [visit(one, inside) for one in body]
        return node
    if kind is _ast.GeneratorExp or kind in _COMPREHENSIONS:
        return _comprehension(node, context, visit)
    if kind is _ast.Assign and node in context.lists:
        form = context.lists[node]
        node.value = _asynchronous(node.value, context, form)
        return node
    _children(node, context)
    return node


def _children(node, context) -> None:
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, list):
            setattr(node, field, [visit(one, context) if isinstance(one, _ast.AST) else one for one in value])
        elif isinstance(value, _ast.AST):
            setattr(node, field, visit(value, context))


def _function(node, context):
    body = node.body
    node.body = []
    _children(node, context)
    ours = context.ours - function_bindings(_with_body(node, body))
    inside = Context(ours, type(node) is _ast.AsyncFunctionDef, call_lists(body, ours))
    node.body = [visit(one, inside) for one in body]
    return node


def _with_body(node, body):
    node.body = body
    return node


def _comprehension(node, context, of_element):
    """Visits a comprehension; `of_element` visits what it produces."""
    first, targets = node.generators[0], bound_names([one.target for one in node.generators])
    awaits = context.awaits and type(node) is not _ast.GeneratorExp
    if context.in_comprehension and not _NESTED_AWAIT:
        awaits = False
    inside = context.inner(targets, awaits=awaits, in_comprehension=True)
    for generator in node.generators:
        generator.iter = visit(generator.iter, context if generator is first else inside)
        generator.ifs = [visit(one, inside) for one in generator.ifs]
    for field in ('elt', 'key', 'value'):
        if hasattr(node, field):
            setattr(node, field, of_element(getattr(node, field), inside))
    return node


def _await(node, context):
    operand = node.value
    if is_namespace_call(operand, context.ours):
        node.value = _asynchronous(operand, context, 'gather')
        return node
    node.value = visit(operand, context)
    if not _is_library_call(operand):
        adapter = _at(_ast.Name(id=ADAPTER, ctx=_ast.Load()), operand)
        node.value = _at(_ast.Call(func=adapter, args=[node.value], keywords=[]), operand)
    return node


def _is_library_call(node) -> bool:
    function = node.func if type(node) is _ast.Call else None
    return type(function) is _ast.Attribute and getattr(function.value, 'id', None) == 'asyncio'


def _call(node, context):
    name = gathering_name(node)
    if name is not None and not is_namespace_call(node, context.ours):
        awaitables = {id(one) for one in awaitable_arguments(node, name)}
        node.func = visit(node.func, context)
        node.args = [
            _asynchronous(one, context, name) if id(one) in awaitables else visit(one, context) for one in node.args
        ]
        for keyword in node.keywords:
            known = keyword.arg in AWAITABLE_KEYWORDS
            keyword.value = _asynchronous(keyword.value, context, name) if known else visit(keyword.value, context)
        return node
    found = is_namespace_call(node, context.ours)
    _children(node, context)
    if found and context.awaits:
        return _at(_ast.Await(value=_as_form(node, 'gather')), node)
    return node


def _asynchronous(node, context, name: str):
    """A node in an awaitable position: every namespace call directly in it becomes asynchronous."""
    kind = type(node)
    if is_namespace_call(node, context.ours):
        _children(node, context)
        return _as_form(node, name)
    if kind in (_ast.List, _ast.Tuple, _ast.Set):
        node.elts = [_asynchronous(one, context, name) for one in node.elts]
        return node
    if kind is _ast.Starred:
        node.value = _asynchronous(node.value, context, name)
        return node
    if kind is _ast.IfExp:
        node.test = visit(node.test, context)
        node.body = _asynchronous(node.body, context, name)
        node.orelse = _asynchronous(node.orelse, context, name)
        return node
    if kind in (_ast.ListComp, _ast.SetComp, _ast.GeneratorExp):
        return _comprehension(node, context, lambda one, inside: _asynchronous(one, inside, name))
    return visit(node, context)


def _as_form(call, name: str):
    """`f(...)` as `f.call_async(...)`; for `wait`, which refuses coroutines, as a task."""
    call.func = _at(_ast.Attribute(value=call.func, attr='call_async', ctx=_ast.Load()), call.func)
    if name == 'wait':
        call.func = _at(_ast.Attribute(value=call.func, attr='task', ctx=_ast.Load()), call.func)
    return call


def _at(node, original):
    node.lineno, node.col_offset = original.lineno, original.col_offset
    node.end_lineno, node.end_col_offset = original.end_lineno, original.end_col_offset
    return node
