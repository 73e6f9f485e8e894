"""Where a program failed: the agent's innermost line, its syntax, and values that can be read without running code."""

from __future__ import annotations

import _ast
from code_mode_runtime.refs import builtins, sys
from code_mode_runtime.syntax_scope import walk

ONLY_AST = 0x400
TOP_LEVEL_AWAIT = 0x2000
MOST_SOURCE = 200_000
UNKNOWN = object()
_MODULE = type(sys)
_PLAIN = (str, int, float, bool, type(None))


class Scene:
    """One failure. Everything is computed when it is first asked for."""

    def __init__(self, error: BaseException, host, file: str):
        self.error = error
        self.host = host
        self.file = file
        self.step = innermost(error, host.sources.files)
        self._nodes = None

    @property
    def frame(self):
        return self.step.tb_frame if self.step is not None else None

    @property
    def line(self) -> int:
        return self.step.tb_lineno if self.step is not None else 0

    @property
    def source(self) -> str:
        if self.step is None:
            return self.host.sources.files.get(self.file, '')
        return self.host.sources.files.get(self.step.tb_frame.f_code.co_filename, '')

    def names(self) -> dict:
        """What the agent could have meant by a name here."""
        frame = self.frame
        found = dict(vars(builtins))
        found.update(self.host.namespaces)
        if frame is not None:
            found.update(frame.f_globals)
            found.update(frame.f_locals)
        return found

    def tree(self):
        source = self.source
        if not source or len(source) > MOST_SOURCE:
            return None
        try:
            return compile(source, '<scene>', 'exec', ONLY_AST | TOP_LEVEL_AWAIT, True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    def nodes(self) -> list:
        """The nodes of the failing instruction where the interpreter knows it, else all of the failing line."""
        if self._nodes is None:
            self._nodes = self._find_nodes()
        return self._nodes

    def _find_nodes(self) -> list:
        tree = self.tree() if self.step is not None else None
        if tree is None:
            return []
        line = self.line
        on_line = [
            node for node in walk(tree.body) if isinstance(node, _ast.expr) and node.lineno <= line <= node.end_lineno
        ]
        place = position(self.step)
        if place is None:
            return on_line
        exact = [node for node in on_line if _place(node) == place]
        inner = [node for node in on_line if _within(_place(node), place)]
        return exact + [node for node in inner if node not in exact]

    @property
    def exact(self) -> bool:
        """Whether `nodes()` begins with the very node that failed."""
        return self.step is not None and position(self.step) is not None

    def text(self, node, most: int = 60) -> str:
        """The source of a node, on one line."""
        lines = self.source.split('\n')[node.lineno - 1 : node.end_lineno]
        if not lines:
            return ''
        # Columns count bytes.
        lines[-1] = lines[-1].encode()[: node.end_col_offset].decode('utf-8', 'replace')
        lines[0] = lines[0].encode()[node.col_offset :].decode('utf-8', 'replace')
        text = ' '.join(line.strip() for line in lines)
        return text if len(text) <= most else text[: most - 1] + '…'

    def value(self, node):
        """The value of a simple expression, or UNKNOWN. Never runs the agent's code."""
        kind = type(node)
        if kind is _ast.Constant:
            return node.value
        if kind is _ast.Name:
            return self._named(node.id)
        if kind is _ast.UnaryOp and type(node.op) is _ast.USub:
            inner = self.value(node.operand)
            return -inner if type(inner) in (int, float) else UNKNOWN
        if kind is _ast.Attribute:
            return attribute(self.value(node.value), node.attr)
        if kind is _ast.Subscript:
            return self._item(node)
        return UNKNOWN

    def _named(self, name: str):
        frame = self.frame
        if frame is None:
            return UNKNOWN
        for names in (frame.f_locals, frame.f_globals, vars(builtins)):
            if name in names:
                return names[name]
        return UNKNOWN

    def _item(self, node):
        holder = self.value(node.value)
        index = node.slice
        key = self.value(index)
        if type(key) not in _PLAIN:
            return UNKNOWN
        if type(holder) is dict:
            return holder.get(key, UNKNOWN)
        if type(holder) in (list, tuple) and type(key) is int and -len(holder) <= key < len(holder):
            return holder[key]
        return UNKNOWN


def key_of(scene: Scene, node):
    """The value between the brackets of a subscript."""
    return scene.value(node.slice)


def attribute(holder, name: str):
    """An attribute as it lies in a dictionary: no property and no `__getattr__` runs."""
    if holder is UNKNOWN:
        return UNKNOWN
    if isinstance(holder, _MODULE):
        return vars(holder).get(name, UNKNOWN)
    try:
        own = object.__getattribute__(holder, '__dict__')
    except Exception:
        own = {}
    if type(own) is dict and name in own:
        return own[name]
    for kind in holder.__mro__ if isinstance(holder, type) else type(holder).__mro__:
        if name in kind.__dict__:
            found = kind.__dict__[name]
            return found if callable(found) else UNKNOWN
    return UNKNOWN


def innermost(error: BaseException, agent_files):
    step, found = error.__traceback__, None
    while step is not None:
        if step.tb_frame.f_code.co_filename in agent_files:
            found = step
        step = step.tb_next
    return found


def position(step):
    """(line, end line, column, end column) of the failing instruction; None before Python 3.11."""
    code = step.tb_frame.f_code
    if not hasattr(code, 'co_positions'):
        return None
    for index, place in enumerate(code.co_positions()):
        if index == step.tb_lasti // 2:
            return place if None not in place else None
    return None


def _place(node):
    return (node.lineno, node.end_lineno, node.col_offset, node.end_col_offset)


def _within(inner, outer) -> bool:
    starts = (inner[0], inner[2]) >= (outer[0], outer[2])
    return starts and (inner[1], inner[3]) <= (outer[1], outer[3])
