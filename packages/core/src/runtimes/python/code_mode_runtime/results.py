"""The payload of a successful result."""

from __future__ import annotations

from code_mode_runtime.json_text import dump_bytes, dumps
from code_mode_runtime.payload import MAX_BYTES, SAFE_INT
from code_mode_runtime.shown_text import safe_repr

# Characters of the repr that go with a value, and of one that is all there is of it.
MAX_TEXT = 1024 * 1024
MAX_TEXT_ALONE = 16 * 1024 * 1024
# Beside a value so large that its repr leaves no room.
MIN_TEXT = 4096
NONE = {'kind': 'none', 'value': None, 'text': ''}
_NUMBERS = frozenset((bool, float, int))


def payload_of(tree: dict) -> bytes:
    return _payload(dump_bytes(tree))


def _payload(json: bytes) -> bytes:
    return b''.join((b'\x00\x00\x00\x00', len(json).to_bytes(4, 'big'), json))


def encode_result(value, shown: bool = False) -> bytes:
    """`shown` says that the last display of the run shows this very value."""
    if value is None:
        return payload_of(NONE)
    too_much = False
    said = None
    try:
        said = _said(value)
    except RecursionError:
        pass
    except _too_much():
        too_much = True
    if too_much and _repr_may_not_end(value):
        text = '<%s of %d items, too large to be shown>' % (type(value).__name__, len(value))
    else:
        text = safe_repr(value)
    tail = b',"shown":true}' if shown else b'}'
    if said is not None:
        for limit in (MAX_TEXT, MIN_TEXT):
            payload = _payload(b'{"kind":"json","value":%s%s%s' % (said, _text_fields(text, limit), tail))
            if len(payload) <= MAX_BYTES:
                return payload
    limit = MAX_TEXT_ALONE
    while True:
        payload = _payload(b'{"kind":"text","value":null%s%s' % (_text_fields(text, limit), tail))
        if len(payload) <= MAX_BYTES:
            return payload
        limit //= 2


def _text_fields(text: str, limit: int) -> bytes:
    if len(text) <= limit:
        return b',"text":' + dump_bytes(text)
    return b',"text":%s,"textOf":%d' % (dump_bytes(text[:limit]), len(text))


def _said(value):
    """The value as JSON, and after it the places where a text stands in; None where all of it is such a text."""
    if type(value) in _NUMBERS and -SAFE_INT <= value <= SAFE_INT:
        return dumps(value).encode('ascii')
    from code_mode_runtime.result_values import ResultEncoder

    for check_text in (False, True):
        encoder = ResultEncoder(check_text)
        tree = encoder.tree(value)
        if encoder.marks and type(tree) is str:
            return None
        try:
            json = dumps(tree).encode('utf-8')
        except UnicodeEncodeError:
            continue  # a lone surrogate somewhere: looked for only now, because it is rare
        return json + b',"asText":' + dump_bytes(encoder.marks) if encoder.marks else json
    return None


def _repr_may_not_end(value) -> bool:
    """What is shared within a value is said again at each place: little in memory can be without end as a text."""
    from code_mode_runtime.result_values import MAX_MARKS

    containers = (list, tuple, dict, set, frozenset)
    if type(value) not in containers:
        return False
    seen, left, items = {id(value)}, [value], 0
    while left:
        one = left.pop()
        items += len(one)
        if items > MAX_MARKS:
            return False
        for item in one.values() if type(one) is dict else one:
            if type(item) in containers and id(item) not in seen:
                seen.add(id(item))
                left.append(item)
    return True


def _too_much():
    from code_mode_runtime.result_values import TooMuch

    return TooMuch
