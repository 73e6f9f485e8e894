"""What the wire cannot say by itself, in three strengths: arguments convert, results and artifacts are exact."""

from __future__ import annotations

import sys

from code_mode_runtime.payload import Encoder, Unencodable, type_name


def _loaded(module: str, name: str):
    # A value of a type whose module was never imported cannot exist, so nothing is imported to ask.
    return getattr(sys.modules.get(module), name, ())


def convert_argument(value, encoder: Encoder):
    """For arguments: the nearest thing a tool understands, or a TypeError that names the place."""
    enum = _loaded('enum', 'Enum')
    if isinstance(value, (str, int, float, bytes)):
        base = next(kind for kind in (str, int, float, bytes) if isinstance(value, kind))
        return encoder.strip(base.__str__(value.value if isinstance(value, enum) else value) if base is str else base(value))
    if isinstance(value, enum):
        return encoder.text(value, str(value.value))
    if hasattr(value, '_fields') and isinstance(value, tuple):
        return encoder.mapping(dict(zip(value._fields, value)))
    if isinstance(value, dict):
        return encoder.mapping(dict(value))
    if isinstance(value, (list, tuple)):
        return encoder.sequence(value)
    if isinstance(value, (set, frozenset)):
        return encoder.sequence(ordered(value))
    if hasattr(type(value), '__dataclass_fields__'):
        names = value.__dataclass_fields__
        return encoder.mapping({name: getattr(value, name) for name in names})
    return _library_value(value, encoder)


def _library_value(value, encoder: Encoder):
    for kind in (_loaded('datetime', 'datetime'), _loaded('datetime', 'date'), _loaded('datetime', 'time')):
        if isinstance(value, kind):
            return encoder.text(value, value.isoformat())
    if isinstance(value, (_loaded('decimal', 'Decimal'), _loaded('uuid', 'UUID'), _loaded('pathlib', 'PurePath'))):
        return encoder.text(value, str(value))
    module = type(value).__module__
    if module == 'numpy' and hasattr(value, 'tolist'):
        return encoder.strip(value.tolist())
    if isinstance(value, type({}.keys())) or isinstance(value, (type({}.values()), range)):
        return encoder.sequence(list(value))
    raise Unencodable(
        encoder.path,
        'is of type %s, which cannot be sent. Pass plain data: text, numbers, bytes, lists, dictionaries, dates.'
        % type_name(type(value)),
    )


def ordered(values) -> list:
    try:
        return sorted(values)
    except TypeError:
        return list(values)


def convert_exact(value, encoder: Encoder):
    """For results and artifacts: only subclasses that say nothing more than their base."""
    collections = sys.modules.get('collections')
    if isinstance(value, dict) and collections is not None:
        if type(value) in (collections.OrderedDict, collections.defaultdict, collections.Counter):
            return encoder.mapping(value)
    raise Unencodable(encoder.path, 'is of type ' + type_name(type(value)))


def encode_arguments(args, kwargs) -> bytes:
    if not args and not kwargs:
        return b'\x00\x00\x00\x00\x00\x00\x00\x17{"args":[],"kwargs":{}}'
    try:
        return Encoder(convert_argument).encode({'args': args, 'kwargs': kwargs})
    except Unencodable as problem:
        raise TypeError(str(problem)) from None


def encode_value(value) -> bytes:
    """A value that need not come back the same: displays, results of workflows."""
    return Encoder(convert_argument).encode(value)
