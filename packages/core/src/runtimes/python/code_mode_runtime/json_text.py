"""JSON by the interpreter's own accelerators: importing `json` would cost a third of the start."""

from __future__ import annotations


def _refuse(name):
    raise ValueError('not strict JSON: ' + name)


try:
    from _json import encode_basestring, make_encoder, make_scanner

    class _Context:
        strict = True
        object_hook = None
        object_pairs_hook = None
        parse_float = float
        parse_int = int
        parse_constant = staticmethod(_refuse)
        memo = {}

    def _unknown(value):
        raise TypeError('not a JSON value: ' + type(value).__name__)

    _encode = make_encoder(None, _unknown, encode_basestring, None, ':', ',', False, False, False)
    _scan = make_scanner(_Context())
    _encode(None, 0)

    def dumps(value) -> str:
        return ''.join(_encode(value, 0))

    def loads(text: str):
        return _scan(text, 0)[0]
except (ImportError, TypeError):  # another implementation, or an accelerator that changed
    from json import dumps as _dumps
    from json import loads as _loads

    def dumps(value) -> str:
        return _dumps(value, ensure_ascii=False, allow_nan=False, separators=(',', ':'))

    def loads(text: str):
        return _loads(text, parse_constant=_refuse)


def utf8(text: str) -> bytes:
    """UTF-8, with U+FFFD for each lone surrogate; a pair of surrogates becomes its character."""
    try:
        return text.encode('utf-8')
    except UnicodeEncodeError:
        return text.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace').encode('utf-8')


def dump_bytes(value) -> bytes:
    return utf8(dumps(value))
