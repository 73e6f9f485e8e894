"""The payload of a successful result."""

from __future__ import annotations

from code_mode_runtime.conversions import convert_exact
from code_mode_runtime.json_text import dump_bytes
from code_mode_runtime.payload import MAX_BYTES, Encoder
from code_mode_runtime.refs import builtins

MAX_TEXT = 1024 * 1024
_repr = builtins.repr
_class_name = type.__dict__['__name__'].__get__
NONE = {'kind': 'none', 'value': None, 'text': ''}


def payload_of(tree: dict) -> bytes:
    json = dump_bytes(tree)
    return b''.join((b'\x00\x00\x00\x00', len(json).to_bytes(4, 'big'), json))


def safe_repr(value) -> str:
    try:
        text = _repr(value)
        return text if type(text) is str else str(text)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return '<%s object whose repr failed: %s>' % (_class_name(type(value)), _class_name(type(error)))


def encode_result(value) -> bytes:
    if value is None:
        return payload_of(NONE)
    text = safe_repr(value)
    result = {'kind': 'json', 'value': None, 'text': text[:MAX_TEXT]}
    if len(text) > MAX_TEXT:
        result['textOf'] = len(text)
    encoder = Encoder(convert_exact)
    try:
        result['value'] = encoder.strip(value)
        if not encoder.marks:
            payload = payload_of(result)
            if len(payload) <= MAX_BYTES:
                return payload
    except Exception:  # also of the value's own making
        pass
    result['kind'], result['value'] = 'text', None
    return payload_of(result)
