"""A value as JSON says it; what JSON cannot say stands as a text, and its place is noted. docs/values.md has the table."""

from __future__ import annotations

from code_mode_runtime.payload import SAFE_INT, type_name
from code_mode_runtime.refs import sys
from code_mode_runtime.shown_text import has_lone_surrogate, int_digits, safe_repr, without_surrogates

# Containers on the way to a place. The host reads 200 levels, of which the result itself takes some.
MAX_DEPTH = 180
MAX_MARKS = 200_000
# Shared parts are said again at each place, which can grow without end.
MAX_ITEMS = 20_000_000
MAX_CONTAINERS = 2_000_000
MAX_TEXT_TOTAL = 64 * 1024 * 1024
MAX_RANGE = 1_000_000
_PLAIN = frozenset((str, bool, type(None)))
_TEXT = frozenset((str,))
_VIEWS = (type({}.keys()), type({}.values()))
_ITEMS = type({}.items())
_PROXY = type(type.__dict__)


class TooMuch(BaseException):
    """The value is too large to be said in JSON; no `except Exception` of the program may hold this up."""


class ResultEncoder:
    """Says one value. `marks` are `[path, type name]` of each place where a text stands for something else."""

    def __init__(self, check_text: bool = False):
        self.marks: list = []
        self.path: list = []
        self._items = 0
        self._containers = 0
        self._check_text = check_text
        self._text_total = 0
        self._open: set = set()

    def tree(self, value):
        kind = type(value)
        if kind is str:
            return self.text(value, value) if self._check_text and has_lone_surrogate(value) else value
        if kind in _PLAIN:
            return value
        if kind is int:
            return value if -SAFE_INT <= value <= SAFE_INT else self.text(value, int_digits(value))
        if kind is float:
            if value - value == 0.0:
                return value
            return self.text(value, 'NaN' if value != value else 'Infinity' if value > 0 else '-Infinity')
        if kind is list or kind is tuple:
            return self.sequence(value, value)
        if kind is dict:
            return self.mapping(value, list(value.items()))
        depth, marks, opened = len(self.path), len(self.marks), set(self._open)
        try:
            return self._other(value, kind)
        except (KeyboardInterrupt, TooMuch):
            raise
        except BaseException:
            # The value breaks its own promises: what it says of itself is all there is.
            del self.path[depth:], self.marks[marks:]
            self._open = opened
            return self.repr_text(value)

    def text(self, value, text: str) -> str:
        """A text that stands for something else."""
        self._text_total += len(text)
        if len(self.marks) >= MAX_MARKS or self._text_total > MAX_TEXT_TOTAL:
            raise TooMuch
        self.marks.append([self.path[:], type_name(type(value))])
        return without_surrogates(text) if self._check_text else text

    def repr_text(self, value) -> str:
        return self.text(value, safe_repr(value))

    def sequence(self, owner, items):
        """`items` is an exact list or tuple with what `owner` holds."""
        self.count(len(items))
        if len(self.path) >= MAX_DEPTH:
            return self.repr_text(owner)
        kinds = set(map(type, items))
        if not self._check_text and self._is_plain(kinds, items):
            return items
        if not self._enter(owner):
            return self.text(owner, '[...]')
        path = self.path
        path.append(0)
        out = []
        # A copy, because what the items run can change the list.
        for index, item in enumerate(tuple(items)):
            kind = type(item)
            if kind is int and -SAFE_INT <= item <= SAFE_INT:
                pass
            elif kind not in _PLAIN or self._check_text:
                path[-1] = index
                item = self.tree(item)
            out.append(item)
        path.pop()
        self._open.discard(id(owner))
        return out

    @staticmethod
    def _is_plain(kinds: set, items) -> bool:
        """Whether JSON says all of it as it is; for long lists of one kind this costs next to nothing."""
        if kinds <= _PLAIN:
            return True
        if len(kinds) > 1:
            return False
        if int in kinds:
            return -SAFE_INT <= min(items) and max(items) <= SAFE_INT
        if float in kinds:
            total = sum(items)
            return total - total == 0.0
        return False

    def mapping(self, owner, pairs: list):
        self.count(len(pairs))
        if len(self.path) >= MAX_DEPTH:
            return self.repr_text(owner)
        keys = self._keys(owner, pairs)
        if keys is None:
            return self.repr_text(owner)
        if not self._enter(owner):
            return self.text(owner, '{...}')
        path = self.path
        path.append('')
        out = {}
        for key, (_, item) in zip(keys, pairs):
            kind = type(item)
            if kind is int and -SAFE_INT <= item <= SAFE_INT:
                pass
            elif kind not in _PLAIN or self._check_text:
                path[-1] = key
                item = self.tree(item)
            out[key] = item
        path.pop()
        self._open.discard(id(owner))
        return out

    def _keys(self, owner, pairs):
        """The keys as texts, or None where two would be the same. Keys that are no texts mark the place."""
        keys = [key for key, _ in pairs]
        if not self._check_text and set(map(type, keys)) <= _TEXT:
            return keys
        texts = [self._key_text(key) for key in keys]
        if len(set(texts)) < len(texts):
            return None
        if any(not issubclass(type(key), str) or text != str.__str__(key) for text, key in zip(texts, keys)):
            self.text(owner, '')
        return texts

    def _key_text(self, key) -> str:
        """What stands for the key alone as a value, if that is a text; else its repr."""
        inner = ResultEncoder(self._check_text)
        said = key if key is None or type(key) is bool else inner.tree(key)
        if type(said) is not str or (issubclass(type(key), str) and inner.marks):
            said = safe_repr(key)
        return said

    def _enter(self, owner) -> bool:
        if id(owner) in self._open:
            return False
        self._open.add(id(owner))
        return True

    def count(self, more: int) -> None:
        self._items += more
        self._containers += 1
        if self._items > MAX_ITEMS or self._containers > MAX_CONTAINERS:
            raise TooMuch

    def _other(self, value, kind):
        # By the type alone: `__class__` and `__getattr__` of a value may claim anything.
        if issubclass(kind, str):
            return self.tree(str.__str__(value))
        if issubclass(kind, int):
            return self.tree(int.__int__(value))
        if issubclass(kind, float):
            return self.tree(float.__float__(value))
        if issubclass(kind, (bytes, bytearray)):
            return self.bytes_text(value, value)
        if issubclass(kind, tuple):
            return self._tuple(value, kind)
        if issubclass(kind, list):
            return self.sequence(value, list(list.__iter__(value)))
        if issubclass(kind, dict):
            ordered = getattr(sys.modules.get('collections'), 'OrderedDict', ())
            base = ordered if issubclass(kind, ordered) else dict
            return self.mapping(value, list(base.items(value)))
        for base in (set, frozenset):
            if issubclass(kind, base):
                return self.sequence(value, in_order(base.__iter__(value)))
        if kind is range:
            return self.sequence(value, list(value)) if len(value) <= MAX_RANGE else self.repr_text(value)
        if issubclass(kind, _VIEWS):
            return self.sequence(value, list(value))
        if issubclass(kind, _ITEMS):
            return self.sequence(value, [list(pair) for pair in value])
        if kind is _PROXY:
            return self.mapping(value, list(value.items()))
        if kind is memoryview:
            is_bytes = value.format in ('B', 'b', 'c')
            return self.bytes_text(value, value) if is_bytes else self.sequence(value, value.tolist())
        if issubclass(kind, (complex, type)):
            return self.text(value, safe_repr(value))
        from code_mode_runtime.library_values import library_value

        return library_value(self, value, kind)

    def bytes_text(self, value, data) -> str:
        from binascii import b2a_base64

        return self.text(value, b2a_base64(data, newline=False).decode('ascii'))

    def _tuple(self, value, kind):
        items = list(tuple.__iter__(value))
        names = getattr(kind, '_fields', None)
        if type(names) is tuple and len(names) == len(items) and all(type(name) is str for name in names):
            return self.mapping(value, list(zip(names, items)))
        return self.sequence(value, items)


def in_order(values) -> list:
    values = list(values)
    try:
        return sorted(values)
    except Exception:
        return values
