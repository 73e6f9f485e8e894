"""The forms in which a value can show itself, by the method names that notebooks agreed on."""

from __future__ import annotations

from code_mode_runtime.json_text import dump_bytes
from code_mode_runtime.payload import MAX_BYTES, Encoder, Unencodable, type_name
from code_mode_runtime.refs import sys
from code_mode_runtime.result_values import ResultEncoder, TooMuch
from code_mode_runtime.shown_text import safe_repr

_FORMS = (
    ('_repr_html_', 'text/html'),
    ('_repr_markdown_', 'text/markdown'),
    ('_repr_svg_', 'image/svg+xml'),
    ('_repr_png_', 'image/png'),
    ('_repr_jpeg_', 'image/jpeg'),
    ('_repr_latex_', 'text/latex'),
    ('_repr_json_', 'application/json'),
)
_BEGIN = {'image/png': b'\x89PNG', 'image/jpeg': b'\xff\xd8\xff'}
_METHODS = frozenset(method for method, _ in _FORMS) | {'_repr_mimebundle_'}


def has_forms(value) -> bool:
    """Whether the type, or the value itself, has one of the methods. `__getattr__` is not asked: it may claim anything."""
    if any(not _METHODS.isdisjoint(base.__dict__) for base in type(value).__mro__):
        return True
    return not _METHODS.isdisjoint(_own(value)) or _library_picture(value) is not None


def bundle_of(value, tell) -> dict:
    """The MIME bundle of a value; `text/plain` is always there."""
    bundle = rich_bundle_of(value, tell) or {}
    bundle.setdefault('text/plain', value if type(value) is str else safe_repr(value))
    return bundle


def rich_bundle_of(value, tell):
    """The bundle of a value that has more to show than its repr; else None."""
    if isinstance(value, type):
        return None
    bundle = {}
    whole = _ask(value, '_repr_mimebundle_', tell, include=None, exclude=None)
    if whole is not None:
        data = whole[0] if type(whole) is tuple and whole else whole
        if isinstance(data, dict):
            for mime, form in dict.items(data):
                _add(bundle, value, '_repr_mimebundle_', mime, form, tell)
        else:
            tell('_repr_mimebundle_ of %s gave no dictionary' % type_name(type(value)))
    picture = _library_picture(value)
    for method, mime in _FORMS:
        # One picture is enough, and making the second takes as long as the first.
        if mime not in bundle and not (mime == 'image/jpeg' and (picture is not None or 'image/png' in bundle)):
            data = _ask(value, method, tell)
            _add(bundle, value, method, mime, data[0] if type(data) is tuple and data else data, tell)
    if picture is not None and 'image/png' not in bundle:
        try:
            bundle['image/png'] = picture(value)
        except Exception as problem:
            tell('%s cannot be drawn: %s' % (type_name(type(value)), _reason(problem)))
    if not any(mime != 'text/plain' for mime in bundle):
        return None
    bundle.setdefault('text/plain', safe_repr(value))
    return bundle


def _own(value) -> dict:
    try:
        own = object.__getattribute__(value, '__dict__')
    except Exception:
        return {}
    return own if type(own) is dict else {}


def _ask(value, method: str, tell, **kwargs):
    if not any(method in base.__dict__ for base in type(value).__mro__) and method not in _own(value):
        return None
    try:
        found = getattr(value, method)
        if not kwargs:
            return found()
        try:
            return found(**kwargs)
        except TypeError as problem:
            if problem.__traceback__.tb_next is not None:
                raise
            return found()
    except NotImplementedError:
        return None  # by agreement: this value has no such form
    except Exception as problem:
        # One broken form does not hide the others.
        tell('%s of %s failed: %s' % (method, type_name(type(value)), _reason(problem)))
        return None


def _reason(problem: BaseException) -> str:
    try:
        return '%s: %s' % (type(problem).__name__, problem)
    except Exception:
        return type(problem).__name__


def _add(bundle: dict, value, method: str, mime, data, tell) -> None:
    if data is None:
        return
    if not isinstance(mime, str) or '/' not in mime:
        tell('%s of %s gave a form without a MIME type' % (method, type_name(type(value))))
    elif mime in _BEGIN and not _begins_with(data, _BEGIN[mime]):
        # Interfaces of models refuse a whole conversation for one picture that is none.
        tell('%s of %s gave what is no %s' % (method, type_name(type(value)), mime))
    elif isinstance(data, (str, bytes, bytearray)):
        bundle[str.__str__(mime)] = str.__str__(data) if isinstance(data, str) else bytes(data)
    elif mime == 'application/json' or mime.endswith('+json'):
        try:
            bundle[str.__str__(mime)] = ResultEncoder().tree(data)
        except TooMuch:
            tell('%s of %s gave more than can be shown' % (method, type_name(type(value))))
    else:
        what = 'bytes or base64' if mime.startswith('image/') else 'text'
        tell('%s of %s gave %s, not %s' % (method, type_name(type(value)), type(data).__name__, what))


def _begins_with(data, begin: bytes) -> bool:
    if not isinstance(data, str):
        return not isinstance(data, (bytes, bytearray)) or bytes(data[: len(begin)]) == begin
    from binascii import a2b_base64

    try:
        return a2b_base64(''.join(str.__str__(data[:64]).split())[:24])[: len(begin)] == begin
    except ValueError:
        return False


def _library_picture(value):
    """How to draw what has no method of its own for it."""
    for module, name, draw in (('matplotlib.figure', 'Figure', _figure_png), ('PIL.Image', 'Image', _image_png)):
        known = getattr(sys.modules.get(module), name, None)
        if known is not None and issubclass(type(value), known):
            return draw
    return None


def _figure_png(figure) -> bytes:
    import io

    buffer = io.BytesIO()
    figure.savefig(buffer, format='png', bbox_inches='tight')
    return buffer.getvalue()


def _image_png(image) -> bytes:
    """For the modes that PNG does not know: CMYK, floating point."""
    import io

    buffer = io.BytesIO()
    image.convert('RGB').save(buffer, 'PNG')
    return buffer.getvalue()


def encode_bundle(bundle: dict) -> bytes:
    """The payload, without the forms that no payload can carry; what was left out is said in their place."""
    left_out: list = []
    while True:
        try:
            return Encoder().encode({**bundle, 'text/plain': _note(left_out) + bundle.get('text/plain', '')})
        except Unencodable:
            largest = max(bundle, key=lambda mime: _size(bundle[mime]))
            left_out.append('%s of %d bytes' % (largest, _size(bundle[largest])))
            del bundle[largest]


def _note(left_out: list) -> str:
    if not left_out:
        return ''
    what = ' and '.join(left_out)
    return '(left out: %s; a display can have %d bytes. Keep it with artifacts.save.)\n' % (what, MAX_BYTES)


def _size(data) -> int:
    return len(data) if isinstance(data, (str, bytes)) else len(dump_bytes(data))
