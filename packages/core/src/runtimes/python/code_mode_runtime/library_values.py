"""Results of types of the standard library and of numpy, pandas and polars. Nothing is imported to ask about a type."""

from __future__ import annotations

from code_mode_runtime.refs import sys

# Cells of a table, its index included, that are said as data.
MAX_CELLS = 100_000
# Elements of an array.
MAX_ELEMENTS = 5_000_000


def library_value(encoder, value, kind):
    for base in kind.__mro__:
        module = base.__module__.partition('.')[0]
        for name, say in KNOWN.get(module, ()):
            # A class may claim any module: it is what it claims only if the module has it.
            if getattr(sys.modules.get(module), name, None) is base:
                return say(encoder, value)
    if any('__dataclass_fields__' in base.__dict__ for base in kind.__mro__):
        return _dataclass(encoder, value, kind)
    return encoder.repr_text(value)


def _dataclass(encoder, value, kind):
    names = [field.name for field in sys.modules['dataclasses'].fields(kind)]
    return encoder.mapping(value, [(name, getattr(value, name)) for name in names])


def _iso(encoder, value):
    return encoder.text(value, value.isoformat())


def _str(encoder, value):
    return encoder.text(value, str.__str__(str(value)))


def _duration(encoder, value):
    return encoder.text(value, duration_text(value))


def duration_text(value) -> str:
    """ISO 8601: `P1DT2H3M4.000005S`, with a sign before all of it where it is negative."""
    if hasattr(type(value), 'isoformat'):  # pandas has nanoseconds
        return value.isoformat()
    microseconds = (value.days * 86400 + value.seconds) * 1_000_000 + value.microseconds
    seconds, fraction = divmod(abs(microseconds), 1_000_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    last = ('%d.%06d' % (seconds, fraction)).rstrip('0') if fraction else str(seconds)
    return '%sP%dDT%dH%dM%sS' % ('-' if microseconds < 0 else '', days, hours, minutes, last)


def _member(encoder, value):
    name = value._name_
    return encoder.text(value, '%s.%s' % (type(value).__name__, name)) if name else encoder.repr_text(value)


def _deque(encoder, value):
    return encoder.sequence(value, list(sys.modules['collections'].deque.__iter__(value)))


def _array(encoder, value):
    return encoder.sequence(value, sys.modules['array'].array.tolist(value))


def _numpy_scalar(encoder, value):
    if value.dtype.kind == 'V' and value.dtype.names:
        return encoder.mapping(value, [(name, value[name]) for name in value.dtype.names])
    plain = value.item() if value.dtype.kind in 'biufO' else None
    # A long double has no plain counterpart: its item is itself.
    return _str(encoder, value) if plain is None or type(plain) is type(value) else encoder.tree(plain)


def _numpy_array(encoder, value):
    if value.size > MAX_ELEMENTS:
        return encoder.repr_text(value)
    if value.dtype.kind in 'biufcSUO' and value.dtype.char not in 'gG':
        plain = value.tolist()
    else:
        # Elements that only numpy itself can say: dates, records.
        plain = list(value) if value.ndim else value[()]
    return encoder.sequence(value, plain) if type(plain) is list else encoder.tree(plain)


def _missing(cell) -> bool:
    if cell is None:
        return True
    if issubclass(type(cell), float):
        return cell != cell
    pandas = sys.modules.get('pandas')
    return pandas is not None and (cell is pandas.NaT or cell is pandas.NA)


def _table(encoder, owner, names: list, rows):
    rows = [[None if _missing(cell) else cell for cell in row] for row in rows]
    return encoder.mapping(owner, [('columns', names), ('rows', rows)])


def _pandas_frame(encoder, value):
    height, width = value.shape
    index = _pandas_index_columns(value.index)
    if height * (width + len(index)) > MAX_CELLS:
        return encoder.repr_text(value)
    columns = [cells for _, cells in index] + [list(value.iloc[:, place]) for place in range(width)]
    names = [name for name, _ in index] + list(value.columns)
    return _table(encoder, value, names, zip(*columns) if columns else [])


def _pandas_series(encoder, value):
    index = _pandas_index_columns(value.index)
    if len(value) * (1 + len(index)) > MAX_CELLS:
        return encoder.repr_text(value)
    columns = [cells for _, cells in index] + [list(value)]
    names = [name for name, _ in index] + ['value' if value.name is None else value.name]
    return _table(encoder, value, names, zip(*columns))


def _pandas_index(encoder, value):
    if len(value) * value.nlevels > MAX_CELLS:
        return encoder.repr_text(value)
    columns = _pandas_index_columns(value, always=True)
    return _table(encoder, value, [name for name, _ in columns], zip(*[cells for _, cells in columns]))


def _pandas_index_columns(index, always=False) -> list:
    """`(name, cells)` of each level; nothing for the plain count of rows."""
    plain = type(index) is sys.modules['pandas'].RangeIndex and index.start == 0 and index.step == 1
    if plain and index.name is None and not always:
        return []
    if index.nlevels == 1:
        return [('index' if index.name is None else index.name, list(index))]
    return [
        ('level_%d' % level if name is None else name, list(index.get_level_values(level)))
        for level, name in enumerate(index.names)
    ]


def _polars_frame(encoder, value):
    if value.height * value.width > MAX_CELLS:
        return encoder.repr_text(value)
    return _table(encoder, value, value.columns, value.rows())


def _polars_series(encoder, value):
    if len(value) > MAX_CELLS:
        return encoder.repr_text(value)
    return _table(encoder, value, [value.name or 'value'], [[cell] for cell in value.to_list()])


KNOWN = {
    'datetime': (('datetime', _iso), ('date', _iso), ('time', _iso), ('timedelta', _duration)),
    'decimal': (('Decimal', _str),),
    'fractions': (('Fraction', _str),),
    'uuid': (('UUID', _str),),
    'pathlib': (('PurePath', _str),),
    'enum': (('Enum', _member),),
    'collections': (('deque', _deque),),
    'array': (('array', _array),),
    'numpy': (('generic', _numpy_scalar), ('ndarray', _numpy_array)),
    'pandas': (('DataFrame', _pandas_frame), ('Series', _pandas_series), ('Index', _pandas_index)),
    'polars': (('DataFrame', _polars_frame), ('Series', _polars_series)),
}
