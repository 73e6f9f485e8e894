"""What to pass or save instead of a value that has no exact form. Loaded when there is something to say."""

from __future__ import annotations

BY_CLASS = {
    ('pandas', 'DataFrame'): 'frame.to_dict("records") for the rows, or frame.to_csv(index=False) for a text',
    ('pandas', 'Series'): 'series.tolist()',
    ('pandas', 'Index'): 'index.tolist()',
    ('polars', 'DataFrame'): 'frame.to_dicts() for the rows, or frame.write_csv() for a text',
    ('polars', 'LazyFrame'): 'frame.collect().to_dicts()',
    ('polars', 'Series'): 'series.to_list()',
    ('numpy', 'ndarray'): 'array.tolist()',
    ('numpy', 'generic'): 'value.item()',
    ('PIL', 'Image'): 'its bytes: buffer = io.BytesIO(); image.save(buffer, "PNG"); buffer.getvalue()',
    ('matplotlib', 'Figure'): 'its bytes: buffer = io.BytesIO(); figure.savefig(buffer); buffer.getvalue()',
    ('datetime', 'date'): 'value.isoformat()',
    ('datetime', 'time'): 'value.isoformat()',
    ('datetime', 'timedelta'): 'value.total_seconds()',
    ('decimal', 'Decimal'): 'str(value)',
    ('fractions', 'Fraction'): 'str(value)',
    ('uuid', 'UUID'): 'str(value)',
    ('pathlib', 'PurePath'): 'str(value), or value.read_bytes() for what the file holds',
    ('enum', 'Enum'): 'value.value',
    ('builtins', 'set'): 'sorted(value)',
    ('builtins', 'frozenset'): 'sorted(value)',
    ('builtins', 'generator'): 'list(value)',
    ('builtins', 'range'): 'list(value)',
    ('builtins', 'complex'): '[value.real, value.imag]',
    ('collections', 'deque'): 'list(value)',
    ('array', 'array'): 'value.tolist()',
    ('_io', '_IOBase'): 'the bytes or the text that it reads: file.read()',
}


def instead_of(kind, otherwise: str) -> str:
    for base in kind.__mro__:
        known = BY_CLASS.get((str(base.__module__).partition('.')[0], base.__name__))
        if known is not None:
            return known
    if any('__dataclass_fields__' in base.__dict__ for base in kind.__mro__):
        return 'dataclasses.asdict(value)'
    if issubclass(kind, tuple):
        return 'value._asdict()' if hasattr(kind, '_asdict') else 'tuple(value)'
    if issubclass(kind, dict):
        return 'dict(value)'
    for plain in (str, int, float, list):
        if issubclass(kind, plain):
            return '%s(value)' % plain.__name__
    return 'list(value)' if hasattr(kind, '__next__') else otherwise
