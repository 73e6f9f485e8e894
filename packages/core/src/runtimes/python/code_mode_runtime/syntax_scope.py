"""What a piece of syntax binds and uses: the questions that the syntax pass asks before it changes anything."""

from __future__ import annotations

import _ast
from code_mode_runtime.syntax_words import GATHERING

FUNCTIONS = (_ast.FunctionDef, _ast.AsyncFunctionDef)
EXPLICIT = frozenset(('call_async', 'call_sync'))
# How the awaitable parameter may be called when it is given by name.
AWAITABLE_KEYWORDS = frozenset(('aw', 'arg', 'coro', 'coro_or_future', 'fut', 'fs'))


def children(node):
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, list):
            for item in value:
                if isinstance(item, _ast.AST):
                    yield item
        elif isinstance(value, _ast.AST):
            yield value


def walk(nodes):
    stack = list(nodes)
    while stack:
        node = stack.pop()
        yield node
        stack.extend(children(node))


def bound_names(body) -> set:
    """Names that a scope binds itself. An import from code_mode binds the very namespaces, so it does not count."""
    names = set()
    stack = list(body)
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is _ast.Name and type(node.ctx) is not _ast.Load:
            names.add(node.id)
        elif kind in FUNCTIONS or kind is _ast.ClassDef:
            names.add(node.name)
            names.update(_declared_global(node.body))
            stack.extend(node.decorator_list)
            continue
        elif kind is _ast.Lambda:
            continue
        elif kind is _ast.Import or (kind is _ast.ImportFrom and node.module != 'code_mode'):
            names.update((alias.asname or alias.name).partition('.')[0] for alias in node.names)
        elif kind is _ast.ImportFrom:
            names.update(alias.asname for alias in node.names if alias.asname not in (None, alias.name))
        elif kind is _ast.ExceptHandler and node.name:
            names.add(node.name)
        elif isinstance(getattr(node, 'name', None), str) or isinstance(getattr(node, 'rest', None), str):
            names.add(getattr(node, 'name', None) or getattr(node, 'rest', None))  # captures of a match
        stack.extend(children(node))
    return names


def _declared_global(body) -> set:
    return {name for node in walk(body) if type(node) is _ast.Global for name in node.names}


def parameter_names(arguments) -> set:
    every = [*getattr(arguments, 'posonlyargs', ()), *arguments.args, *arguments.kwonlyargs]
    every += [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    return {one.arg for one in every}


def function_bindings(node) -> set:
    return (bound_names(node.body) - _declared_global(node.body)) | parameter_names(node.args)


def is_namespace_call(node, ours) -> bool:
    """`tools.name(...)`, `tools["name"].part(...)` and the like, unless it says itself how it calls."""
    if type(node) is not _ast.Call:
        return False
    step = node.func
    depth = 0
    while type(step) in (_ast.Attribute, _ast.Subscript):
        if type(step) is _ast.Attribute and (step.attr in EXPLICIT or step.attr.startswith('_')):
            return False
        step = step.value
        depth += 1
    return depth > 0 and type(step) is _ast.Name and step.id in ours


def gathering_name(node):
    """`gather` for `gather(...)` and `asyncio.gather(...)`; None for a call that takes no awaitables."""
    if type(node) is not _ast.Call:
        return None
    name = getattr(node.func, 'attr', None) or getattr(node.func, 'id', None)
    return name if name in GATHERING else None


def awaitable_arguments(call, name: str) -> list:
    """The arguments of a gathering call that stand for awaitables."""
    positional = call.args if name == 'gather' else call.args[:1]
    return [*positional, *(one.value for one in call.keywords if one.arg in AWAITABLE_KEYWORDS)]


def call_lists(body, ours) -> dict:
    """Names bound once to a list of namespace calls and used only in gathering calls, with the form they need."""
    stores: dict = {}
    loads: dict = {}
    lists = {}
    uses: dict = {}
    for node in walk(body):
        kind = type(node)
        if kind is _ast.Name:
            counts = loads if type(node.ctx) is _ast.Load else stores
            counts[node.id] = counts.get(node.id, 0) + 1
        elif kind is _ast.Assign and len(node.targets) == 1 and type(node.targets[0]) is _ast.Name:
            if _is_call_list(node.value, ours):
                lists[node.targets[0].id] = node
        elif kind in (_ast.Global, _ast.Nonlocal):
            stores.update((name, 2) for name in node.names)
        name = gathering_name(node)
        if name is not None:
            for argument in awaitable_arguments(node, name):
                value = argument.value if type(argument) is _ast.Starred else argument
                if type(value) is _ast.Name:
                    uses.setdefault(value.id, []).append(name)
    found = {}
    for name, node in lists.items():
        if stores.get(name) == 1 and len(uses.get(name, ())) == loads.get(name, 0) > 0:
            found[node] = 'wait' if 'wait' in uses[name] else 'gather'
    return found


def _is_call_list(node, ours) -> bool:
    if type(node) is _ast.ListComp:
        return is_namespace_call(node.elt, ours)
    return type(node) is _ast.List and bool(node.elts) and all(is_namespace_call(one, ours) for one in node.elts)
