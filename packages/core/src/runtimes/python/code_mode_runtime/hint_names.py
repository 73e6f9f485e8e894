"""Hints for names: variables, attributes."""

from __future__ import annotations

import _ast
from code_mode_runtime.hint_imports import installed, package_remedy, standard_names
from code_mode_runtime.hint_tables import (
    ALIASES,
    CALLED,
    CLASS_METHODS,
    DISTRIBUTIONS,
    FOREIGN_METHODS,
    FOREIGN_NAMES,
    MEMBERS,
    PACKAGES,
)
from code_mode_runtime.hint_json import is_json
from code_mode_runtime.nearest import nearest
from code_mode_runtime.refs import builtins, sys
from code_mode_runtime.scene import UNKNOWN, attribute_names
from code_mode_runtime.syntax_scope import walk


def quoted(message: str, index: int = 0) -> str:
    """The texts between single quotes in a message of the interpreter."""
    parts = message.split("'")[1::2]
    return parts[index] if -len(parts) <= index < len(parts) else ''


def name_hint(scene, message: str):
    name = getattr(scene.error, 'name', None) or quoted(message)
    if not name:
        return None
    if isinstance(scene.error, UnboundLocalError):
        if scene.frame is not None and name in scene.frame.f_globals:
            return (
                '`%s` is assigned in this function, so it is local there: pass it as an argument, or say `global %s`.'
                % (name, name)
            )
        return None
    if name in FOREIGN_NAMES and (name not in CALLED or _is_called(scene, name)):
        return 'Python writes %s, not %s.' % (FOREIGN_NAMES[name], name)
    return _forgotten_import(scene, name) or _similar_name(scene, name)


def _is_called(scene, name: str) -> bool:
    tree = scene.tree()
    calls = (node for node in walk(tree.body if tree else []) if type(node) is _ast.Call)
    return any(getattr(node.func, 'id', None) == name for node in calls)


def _similar_name(scene, name: str):
    known = [one for one in scene.names() if one not in ('None', 'True', 'False') or one.lower() == name.lower()]
    found = nearest(name, known)
    return 'Did you mean `%s`?' % found if found else None


def _forgotten_import(scene, name: str):
    used = {node.attr for node in _attributes_of(scene, name)}
    if name in ('datetime', 'date') and used & CLASS_METHODS:
        return 'Write `from datetime import %s` first.' % name
    if name in ALIASES:
        module = ALIASES[name]
        short = '' if module == name else ' as ' + name
        if '.' in module and module.partition('.')[0] in standard_names():
            return 'Write `import %s%s` first.' % (module, short)
        return _import_of(scene, module, 'import %s%s' % (module, short))
    for module, names in MEMBERS.items():
        # A word in lower case may be a variable that was meant otherwise, unless it is called.
        if name in names.split() and (not name.islower() or _is_called(scene, name)):
            return 'Write `from %s import %s` first.' % (module, name)
    if used and name in standard_names() and _has_all(name, used):
        return '%s is a module of the standard library: write `import %s` first.' % (name, name)
    if used and (name in PACKAGES or name in DISTRIBUTIONS):
        return _import_of(scene, name, 'import ' + name)
    return None


def _has_all(module: str, names) -> bool:
    """Whether it is the module that was meant, and not a variable of the same name."""
    if module in ('antigravity', 'this', 'idlelib', 'turtledemo'):
        return False  # these do something when they are imported
    import importlib

    try:
        known = vars(importlib.import_module(module))
    except Exception:
        return False
    return all(name in known or installed(module + '.' + name) for name in names)


def _import_of(scene, module: str, statement: str):
    top = module.partition('.')[0]
    if top in standard_names() or installed(top):
        return 'Write `%s` first.' % statement
    return package_remedy(scene, top, 'Write `%s` first; ' % statement)


def _attributes_of(scene, name: str) -> list:
    tree = scene.tree()
    if tree is None:
        return []
    return [
        node
        for node in walk(tree.body)
        if type(node) is _ast.Attribute and type(node.value) is _ast.Name and node.value.id == name
    ]


def attribute_hint(scene, message: str):
    error = scene.error
    name = getattr(error, 'name', None) or quoted(message, -1)
    replaced = _replaced_namespace(scene, name)
    if replaced is not None:
        return replaced
    if 'attribute' not in message and name not in message.split():
        return None  # a library's own words: what it says is not that the name is wrong
    holder = getattr(error, 'obj', UNKNOWN)
    if holder is UNKNOWN or (holder is None and "'NoneType'" not in message):
        holder = _holder(scene, name)
    if holder is UNKNOWN:
        return _by_type_name(scene, message, name)
    if holder is None:
        return None  # hint_none says more
    if type(holder) is type(sys):
        return _module_attribute(holder, name)
    return _of_value(holder, name) or _similar_attribute(holder, name)


def _replaced_namespace(scene, name: str):
    for node in scene.nodes():
        if type(node) is _ast.Attribute and node.attr == name and type(node.value) is _ast.Name:
            own = scene.host.namespaces.get(node.value.id)
            frame = scene.frame
            local = frame.f_locals is not frame.f_globals and node.value.id in frame.f_locals
            if own is not None and not local and scene.value(node.value) is not own and hasattr(own, name):
                return 'A variable replaced `%s`: `from code_mode import %s` brings it back.' % (
                    node.value.id, node.value.id,
                )
    return None


def _holder(scene, name: str):
    """What the attribute was asked of, for interpreters that do not say it."""
    found = []
    for node in scene.nodes():
        if type(node) is _ast.Attribute and node.attr == name:
            value = scene.value(node.value)
            if value is not UNKNOWN and not any(value is one for one in found):
                found.append(value)
    return found[0] if len(found) == 1 else UNKNOWN


def _by_type_name(scene, message: str, name: str):
    kind = getattr(builtins, quoted(message), None)
    if not isinstance(kind, type):
        return None
    return _foreign(kind.__name__, name) or _similar_attribute(kind, name)


def _foreign(kind: str, name: str):
    instead = FOREIGN_METHODS.get(kind, {}).get(name)
    if instead is None:
        return None
    return 'A %s of Python has no `.%s`: use %s.' % (kind, name, instead)


def _of_value(holder, name: str):
    kind = type(holder)
    if kind is dict and name in holder:
        return 'It is a dictionary: write ["%s"], not .%s.' % (name, name)
    if kind in (list, tuple) and holder:
        first = holder[0]
        if type(first) is dict and name in first:
            return 'It is a %s of %d dictionaries: take one, for instance [0]["%s"].' % (kind.__name__, len(holder), name)
        if name not in FOREIGN_METHODS[kind.__name__] and any(name in one.__dict__ for one in type(first).__mro__):
            return 'It is a %s of %d; its items have `.%s`.' % (kind.__name__, len(holder), name)
    foreign = _foreign(kind.__name__, name)
    if foreign is None and kind is str and is_json(holder):
        return 'It is text that holds JSON: json.loads(...) makes a value of it.'
    return foreign


def _similar_attribute(holder, name: str):
    if type(holder).__module__ == 'code_mode' or type(holder).__module__.startswith('code_mode_runtime'):
        return None  # our own messages say it
    if isinstance(holder, type) and name == holder.__name__:
        return '`%s` is the class itself here, not the module: leave out one `%s.`.' % (name, name)
    found = nearest(name, attribute_names(holder))
    return 'Did you mean `.%s`?' % found if found else None


def _module_attribute(module, name: str):
    full = getattr(module, '__name__', '')
    inner = vars(module).get(full.rpartition('.')[2])
    if isinstance(inner, type) and hasattr(inner, name):
        return '%s is the module: write `%s.%s.%s`, or `from %s import %s`.' % (
            full, full, inner.__name__, name, full, inner.__name__,
        )
    if hasattr(module, '__path__') and installed(full + '.' + name):
        return 'Write `import %s.%s` first: a module inside a package is imported by its own name.' % (full, name)
    found = nearest(name, list(vars(module)))
    return 'Did you mean `%s.%s`?' % (full, found) if found else None
