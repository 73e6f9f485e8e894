"""`artifacts.save` and `artifacts.load`: data beside the payload, in the format that says it exactly."""

from __future__ import annotations

from code_mode_runtime.callables import HostCallable
from code_mode_runtime.conversions import convert_exact, encode_arguments
from code_mode_runtime.json_text import dumps, loads
from code_mode_runtime.payload import Encoder, Unencodable, decode


READ_SIZE = 256 * 1024


def encode_artifact(data):
    """`(format, bytes or pieces)` for a value. Raises TypeError for what no format says exactly."""
    if type(data) is str:
        return 'text', _exact_utf8(data)
    if isinstance(data, (bytes, bytearray, memoryview)):
        return 'bytes', bytes(data)
    if _is_file(data):
        return 'bytes', _pieces(data)
    encoder = Encoder(convert_exact)
    try:
        json = _exact_utf8(dumps(encoder.strip(data)))
        return ('payload', Encoder(convert_exact).encode(data)) if encoder.marks else ('json', json)
    except Unencodable as problem:
        where = problem.path.replace('the value at ', 'data').replace('the value', 'data')
        kind = getattr(problem, 'kind', None)
        plain = 'text, bytes, a file opened in binary mode, or plain data (dict, list, numbers)'
        if kind is not None:
            from code_mode_runtime.instead import instead_of

            plain = instead_of(kind, plain)
        raise TypeError(
            'artifacts.save: %s %s, which cannot be saved as it is. Save %s.' % (where, problem.problem, plain)
        ) from None


def _exact_utf8(text: str) -> bytes:
    try:
        return text.encode('utf-8')
    except UnicodeEncodeError:
        raise TypeError(
            'artifacts.save: data has a lone surrogate, which is no character and cannot be saved as text. '
            'Save text.encode("utf-8", "surrogatepass") as bytes, or text.encode("utf-8", "replace").decode().'
        ) from None


def _is_file(data) -> bool:
    if isinstance(data, (dict, list, tuple, int, float, str, type)) or data is None:
        return False
    try:
        # Asked of the value, not of its type: temporary files hand on what they are asked.
        return callable(data.read)
    except Exception:
        return False


def _pieces(file):
    """What a file gives, piece by piece. The first is read at once, so that a wrong mode is told before anything is sent."""
    first = _piece(file)

    def pieces():
        piece = first
        while piece:
            yield piece
            piece = _piece(file)

    return pieces()


def _piece(file) -> bytes:
    piece = file.read(READ_SIZE)
    if isinstance(piece, (bytes, bytearray, memoryview)):
        return bytes(piece)
    raise TypeError(
        'artifacts.save: the file gives %s, not bytes. Open it in binary mode: open(path, "rb").' % type(piece).__name__
    )


def decode_artifact(info: dict, data: bytes):
    kind = info['format']
    if kind == 'bytes':
        return bytes(data)
    if kind == 'payload':
        return decode(data)
    text = str(data, 'utf-8')
    return loads(text) if kind == 'json' else text


class SaveArtifact(HostCallable):
    __slots__ = ()

    def __call__(self, /, *args, **kwargs):
        payload, attachment = _save_arguments(*args, **kwargs)
        return self._host.calls.blocking('artifacts', 'save', payload, attachment)[0]

    def _coroutine(self, args, kwargs):
        payload, attachment = _save_arguments(*args, **kwargs)
        return self._host.calls.awaitable('artifacts', 'save', payload, attachment)


def _save_arguments(name, data, description='', metadata=None):
    if type(name) is not str:
        raise TypeError('artifacts.save(name, data): the name comes first and is a text, not %s.' % type(name).__name__)
    kind, attachment = encode_artifact(data)
    fields = {'name': name, 'format': kind, 'description': description, 'metadata': metadata or {}}
    return encode_arguments((), fields), attachment


# What the interpreter says of a missing or wrong argument names what the agent called.
_save_arguments.__qualname__ = 'artifacts.save'
_save_arguments.__code__ = _save_arguments.__code__.replace(co_name='artifacts.save')


class LoadArtifact(HostCallable):
    __slots__ = ()

    def __call__(self, /, *args, **kwargs):
        return decode_artifact(*self._host.calls.blocking('artifacts', 'load', encode_arguments(args, kwargs)))

    def _coroutine(self, args, kwargs):
        payload = encode_arguments(args, kwargs)
        return self._host.calls.awaitable('artifacts', 'load', payload, then=lambda answer: decode_artifact(*answer))
