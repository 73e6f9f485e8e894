"""`artifacts.save` and `artifacts.load`: data beside the payload, in the format that says it exactly."""

from __future__ import annotations

from code_mode_runtime.callables import HostCallable
from code_mode_runtime.conversions import convert_exact, encode_arguments
from code_mode_runtime.json_text import dump_bytes, loads, utf8
from code_mode_runtime.payload import Encoder, Unencodable, decode


def encode_artifact(data):
    """`(format, bytes)` for a value. Raises TypeError for what no format can say."""
    if type(data) is str:
        return 'text', utf8(data)
    if isinstance(data, (bytes, bytearray, memoryview)):
        return 'bytes', bytes(data)
    encoder = Encoder(convert_exact)
    try:
        tree = encoder.strip(data)
        if encoder.marks:
            return 'payload', Encoder(convert_exact).encode(data)
        return 'json', dump_bytes(tree)
    except Unencodable as problem:
        where = problem.path.replace('the value at ', 'data').replace('the value', 'data')
        raise TypeError(
            'artifacts.save: %s %s, which cannot be saved. Save text, bytes, or plain data (dict, list, numbers); '
            'for instance value.isoformat() of a date, list(value) of a set, frame.to_csv() of a table.'
            % (where, problem.problem)
        ) from None


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
