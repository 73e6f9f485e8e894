"""What the wire cannot say by itself, in two strengths: arguments convert, artifacts are exact. See docs/values.md."""

from __future__ import annotations

import sys

from code_mode_runtime.payload import Encoder, Unencodable, type_name

# Numbers of a range that are sent as a list.
MAX_RANGE = 1_000_000


def _loaded(module: str, name: str):
    # A value of a type whose module was never imported cannot exist, so nothing is imported to ask.
    return getattr(sys.modules.get(module), name, ())


def convert_argument(value, encoder: Encoder):
    """For arguments: the nearest thing a tool understands, or a TypeError that names the place."""
    # By the type alone: `__class__` and `__getattr__` of a value may claim anything.
    kind = type(value)
    enum = _loaded('enum', 'Enum')
    for base in (str, int, float, bytes):
        if issubclass(kind, base):
            plain = value.value if issubclass(kind, enum) else value
            return encoder.strip(str.__str__(plain) if base is str else base(plain))
    if issubclass(kind, enum):
        return encoder.text(value, str(value.value))
    if issubclass(kind, tuple):
        names = getattr(kind, '_fields', None)
        return encoder.sequence(value) if names is None else encoder.mapping(dict(zip(names, value)))
    if issubclass(kind, dict):
        return encoder.mapping(dict(value))
    if issubclass(kind, list):
        return encoder.sequence(value)
    if issubclass(kind, (set, frozenset)):
        return encoder.sequence(ordered(value))
    if any('__dataclass_fields__' in base.__dict__ for base in kind.__mro__):
        names = [field.name for field in sys.modules['dataclasses'].fields(kind)]
        return encoder.mapping({name: getattr(value, name) for name in names})
    return _library_value(value, kind, encoder)


def _library_value(value, kind, encoder: Encoder):
    if issubclass(kind, (_loaded('datetime', 'date'), _loaded('datetime', 'time'))):
        return encoder.text(value, value.isoformat())
    if issubclass(kind, _loaded('datetime', 'timedelta')):
        from code_mode_runtime.library_values import duration_text

        return encoder.text(value, duration_text(value))
    texts = (('decimal', 'Decimal'), ('fractions', 'Fraction'), ('uuid', 'UUID'), ('pathlib', 'PurePath'))
    if issubclass(kind, tuple(_loaded(*one) for one in texts)):
        return encoder.text(value, str(value))
    if issubclass(kind, (_loaded('numpy', 'generic'), _loaded('numpy', 'ndarray'))) and value.dtype.kind in 'biufcSUO':
        return encoder.strip(value.tolist())
    if issubclass(kind, _loaded('array', 'array')):
        return encoder.sequence(value.tolist())
    if kind is range and value[MAX_RANGE:]:
        raise Unencodable(encoder.path, 'is a range of more than %d numbers. Pass its start and stop.' % MAX_RANGE)
    if issubclass(kind, (type({}.keys()), type({}.values()), range, _loaded('collections', 'deque'))):
        return encoder.sequence(list(value))
    if issubclass(kind, complex):
        return encoder.text(value, str(value))
    from code_mode_runtime.instead import instead_of

    plain = 'plain data: text, numbers, bytes, lists, dictionaries, dates'
    problem = 'is of type %s, which cannot be sent. Pass %s.' % (type_name(kind), instead_of(kind, plain))
    raise Unencodable(encoder.path, problem)


def ordered(values) -> list:
    try:
        return sorted(values)
    except Exception:
        return list(values)


def convert_exact(value, encoder: Encoder):
    """For artifacts: only subclasses that say nothing more than their base."""
    collections = sys.modules.get('collections')
    if collections is not None and type(value) in (
        collections.OrderedDict,
        collections.defaultdict,
        collections.Counter,
    ):
        return encoder.mapping(value)
    problem = Unencodable(encoder.path, 'is of type ' + type_name(type(value)))
    problem.kind = type(value)
    raise problem


def encode_arguments(args, kwargs) -> bytes:
    if not args and not kwargs:
        return b'\x00\x00\x00\x00\x00\x00\x00\x17{"args":[],"kwargs":{}}'
    try:
        return Encoder(convert_argument).encode({'args': args, 'kwargs': kwargs})
    except Unencodable as problem:
        raise TypeError(str(problem)) from None
