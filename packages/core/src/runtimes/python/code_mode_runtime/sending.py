"""Frames to the host, and bodies that fit none: streams under the host's credit."""

from __future__ import annotations

from code_mode_runtime.interrupts import Uninterruptible
from code_mode_runtime.json_text import dump_bytes
from code_mode_runtime.refs import allocate_lock, posix
from code_mode_runtime.waiting import Waiter

MAX_FRAME = 1024 * 1024
WINDOW = 1024 * 1024
CHUNK = 256 * 1024
# Room for the header beside a body in one frame.
MAX_INLINE = MAX_FRAME - 65536
# Buffers smaller than this are copied into one: cheaper than handing the system a list.
SMALL = 16 * 1024


class _Outgoing:
    __slots__ = ('credit', 'waiter')

    def __init__(self):
        self.credit = WINDOW
        self.waiter = None


class Sending:
    """The sending half of a connection."""

    def __init__(self, fd_out: int, reader):
        self.fd_out = fd_out
        self.reader = reader
        self.closed = False
        self.write_lock = allocate_lock()
        self._outgoing: dict = {}
        self._next_stream = 1

    def take_credit(self, stream: int, granted: int) -> None:
        state = self._outgoing.get(stream)
        if state is not None:
            state.credit += granted
            waiter = state.waiter
            if waiter is not None:
                state.waiter = None
                self.reader.finish(waiter)

    def send(self, header: bytes, body=b'') -> None:
        with self.write_lock:
            self.write(header, body)

    def write(self, header: bytes, body=b'') -> None:
        """Writes one frame. The caller holds the write lock."""
        self.check_open()
        length = len(body)
        head = len(header).to_bytes(4, 'big') + length.to_bytes(4, 'big') + header
        if length < SMALL:
            data = head + body if length else head
            written = posix.write(self.fd_out, data)
            if written == len(data):
                return
            rest = memoryview(data)[written:]
        else:
            written = posix.writev(self.fd_out, (head, body)) - len(head)
            while written < 0:
                written += posix.write(self.fd_out, head[written:])
            rest = memoryview(body)[written:]
        while rest:
            rest = rest[posix.write(self.fd_out, rest) :]

    def send_message(self, header: dict, payload, before=None, attachment=None) -> None:
        """Sends a header and its body, as a stream where it fits no frame. `before(header)` runs in frame order.

        An attachment is bytes-like, or an iterable of bytes-like pieces, which is read as the host takes them. When
        the iterable raises, the host is told, and the error goes on.
        """
        pieces = None
        if attachment is not None:
            header['payloadBytes'] = len(payload)
            try:
                attachment = _flat(attachment)
            except TypeError:
                pieces = iter(attachment)
            else:
                if len(payload) + len(attachment) <= MAX_INLINE:
                    payload = b''.join((payload, attachment))
                else:
                    pieces = iter((attachment,))
        stream = 0
        with self.write_lock:
            if pieces is not None or len(payload) > MAX_INLINE:
                stream = header['stream'] = self._next_stream
                self._next_stream += 1
                self._outgoing[stream] = _Outgoing()
            if before is not None:
                before(header)
            self.write(dump_bytes(header), b'' if stream else payload)
        if stream:
            try:
                self._send_stream(stream, payload, pieces or ())
            finally:
                del self._outgoing[stream]

    def _send_stream(self, stream: int, payload, pieces) -> None:
        gathered, size = [payload], len(payload)
        try:
            for piece in pieces:
                piece = _flat(piece)
                if len(piece) < CHUNK:
                    # A copy, because its owner may reuse the memory while it waits.
                    gathered.append(bytes(piece))
                    size += len(piece)
                    if size < CHUNK:
                        continue
                    piece = b''
                self._send_chunks(stream, b''.join(gathered))
                self._send_chunks(stream, piece)
                gathered, size = [], 0
            self._send_chunks(stream, gathered[0] if len(gathered) == 1 else b''.join(gathered))
        except BaseException:
            if not self.closed:
                self.send(b'{"type":"chunk","stream":%d,"last":true,"failed":true}' % stream)
            raise
        self.send(b'{"type":"chunk","stream":%d,"last":true}' % stream)

    def _send_chunks(self, stream: int, data) -> None:
        state = self._outgoing[stream]
        header = b'{"type":"chunk","stream":%d,"last":false}' % stream
        rest = memoryview(data)
        while rest:
            size = min(CHUNK, len(rest), state.credit)
            if size == 0:
                self._await_credit(state)
                continue
            state.credit -= size
            self.send(header, rest[:size])
            rest = rest[size:]

    def _await_credit(self, state) -> None:
        # Not interruptible: a message of which half is sent could not be taken back.
        waiter = state.waiter = Waiter()
        if state.credit > 0:
            return
        self.reader.wait(waiter, Uninterruptible)

    def check_open(self) -> None:
        if self.closed:
            raise RuntimeError('This is a forked child: only the session itself can reach the host.')

    def forget_sending(self) -> None:
        self.closed = True
        self.write_lock = allocate_lock()


def _flat(data):
    """Bytes as they are, other buffers as a view of bytes. Raises TypeError for what is no buffer."""
    if type(data) is bytes:
        return data
    view = memoryview(data)
    if view.ndim == 1 and view.itemsize == 1 and view.c_contiguous:
        return view
    try:
        return view.cast('B')
    except TypeError:
        return view.tobytes()
