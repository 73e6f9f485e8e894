"""Payloads: a value as JSON, byte parts, and a table of marks for what JSON cannot say. See WIRE.md."""

from __future__ import annotations

from code_mode_runtime.json_text import dump_bytes, loads
from code_mode_runtime.shown_text import digits_allowed

MAX_DEPTH = 200
MAX_BYTES = 64 * 1024 * 1024
SAFE_INT = 2**53 - 1
_PLAIN = frozenset((str, bool, type(None)))


class Unencodable(TypeError):
    """A value that the wanted form cannot say. `path` leads to it."""

    def __init__(self, path, problem):
        self.path = path_text(path)
        self.problem = problem
        TypeError.__init__(self, self.path + ' ' + problem)


def path_text(path) -> str:
    if not path:
        return 'the value'
    steps = ['[' + repr(step) + ']' for step in path]
    return str(path[0]) + ''.join(steps[1:]) if path[0] in ('args', 'kwargs') else 'the value at ' + ''.join(steps)


class Encoder:
    """Builds one payload. `convert(value, encoder, path)` is asked about values of types it does not know itself."""

    def __init__(self, convert=None):
        self.convert = convert
        self.marks: list = []
        self.parts: list = []
        self.path: list = []

    def encode(self, value) -> bytes:
        tree = self.strip(value)
        json = dump_bytes(tree)
        table = b''
        if self.marks:
            table = dump_bytes({'parts': [len(part) for part in self.parts], 'marks': self.marks})
        head = len(table).to_bytes(4, 'big') + len(json).to_bytes(4, 'big')
        payload = b''.join([head, table, json, *self.parts])
        if len(payload) > MAX_BYTES:
            raise Unencodable((), 'has %d bytes when encoded; at most %d can be sent' % (len(payload), MAX_BYTES))
        return payload

    def strip(self, value):
        """The value as JSON says it, with its marks noted on the way."""
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is int:
            return value if -SAFE_INT <= value <= SAFE_INT else self.mark('int', int_text(value))
        if kind is float:
            if value - value == 0.0:
                return value
            return self.mark('float', 'nan' if value != value else 'inf' if value > 0 else '-inf')
        if kind is list or kind is tuple:
            return self.sequence(value)
        if kind is dict:
            return self.mapping(value)
        if kind is bytes or kind is bytearray or kind is memoryview:
            self.parts.append(bytes(value))
            return self.mark('bytes', len(self.parts) - 1)
        if self.convert is None:
            raise Unencodable(self.path, 'is of type ' + type_name(kind))
        return self.convert(value, self)

    def mark(self, kind: str, detail, placeholder=None):
        self.marks.append([self.path[:], kind, detail])
        return placeholder

    def text(self, value, text: str) -> str:
        return self.mark('text', type_name(type(value)), text)

    def sequence(self, value) -> list:
        self.enter()
        out = []
        path = self.path
        path.append(0)
        for index, item in enumerate(value):
            if type(item) not in _PLAIN:
                path[-1] = index
                item = self.strip(item)
            out.append(item)
        path.pop()
        return out

    def mapping(self, value) -> dict | list:
        for key in value:
            if type(key) is not str:
                return self.pairs(value)
        self.enter()
        out = {}
        path = self.path
        path.append('')
        for key, item in list(value.items()):
            if type(item) not in _PLAIN:
                path[-1] = key
                item = self.strip(item)
            out[key] = item
        path.pop()
        return out

    def pairs(self, value) -> list:
        out = self.sequence([[key, item] for key, item in value.items()])
        self.marks.append([self.path[:], 'pairs', None])
        return out

    def enter(self) -> None:
        if len(self.path) >= MAX_DEPTH - 2:
            raise Unencodable(self.path[:2], 'refers to itself or is nested more than %d deep' % MAX_DEPTH)


def decode(data) -> object:
    """The value of a payload. Raises ValueError for what is no payload."""
    data = memoryview(data)
    table_length, json_length = int.from_bytes(data[:4], 'big'), int.from_bytes(data[4:8], 'big')
    json_start = 8 + table_length
    value = loads(str(data[json_start : json_start + json_length], 'utf-8'))
    if not table_length:
        return value
    table = loads(str(data[8:json_start], 'utf-8'))
    parts = []
    offset = json_start + json_length
    for length in table['parts']:
        parts.append(bytes(data[offset : offset + length]))
        offset += length
    for path, kind, detail in table['marks']:
        value = apply_mark(value, path, kind, detail, parts)
    return value


def apply_mark(root, path, kind, detail, parts):
    parent = None
    value = root
    for step in path:
        parent, value = value, value[step]
    if kind == 'bytes':
        value = parts[detail]
    elif kind == 'int':
        value = int_of(detail)
    elif kind == 'float':
        value = float(detail)
    elif kind == 'pairs':
        value = {hashable(key): item for key, item in value}
    elif kind != 'text':
        raise ValueError('unknown mark ' + repr(kind))
    if parent is None:
        return value
    parent[path[-1]] = value
    return root


def hashable(key):
    return tuple(hashable(item) for item in key) if type(key) is list else key


_qualname = type.__dict__['__qualname__'].__get__


def type_name(kind) -> str:
    """`Point`, `decimal.Decimal`; without the private modules that a library keeps a class in."""
    name = _qualname(kind)
    try:
        module = kind.__module__
    except Exception:
        module = None
    if type(module) is not str or module in ('builtins', '__main__'):
        return name
    return '%s.%s' % (module.partition('._')[0], name)


def int_text(value: int) -> str:
    return digits_allowed(str, value, 0)


def int_of(text: str) -> int:
    if not text.lstrip('-').isdigit():
        raise ValueError('not an integer: ' + repr(text[:40]))
    return digits_allowed(int, text, 0)
