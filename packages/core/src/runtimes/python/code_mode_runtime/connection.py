"""Frames and streams from the host; messages to it. See WIRE.md."""

from __future__ import annotations

from _io import BytesIO

from code_mode_runtime.json_text import loads
from code_mode_runtime.refs import posix
from code_mode_runtime.sending import WINDOW, Sending
from code_mode_runtime.waiting import ReaderRole

READ = 256 * 1024
# Of a frame longer than this, the rest is read to where it belongs.
LONG_FRAME = 16 * 1024


class Connection(Sending):
    def __init__(self, fd_in: int, fd_out: int, handlers):
        from select import POLLERR, POLLHUP, POLLIN, poll

        Sending.__init__(self, fd_out, ReaderRole(self._wait_readable, self._read_some))
        self.fd_in = fd_in
        self.handlers = handlers
        self._poll = poll()
        self._poll.register(fd_in, POLLIN | POLLHUP | POLLERR)
        self._rest = b''
        # A long frame that is not whole: its place, and how much of it is there.
        self._frame = None
        self._have = 0
        self._incoming: dict = {}

    def _wait_readable(self, how) -> None:
        how.poll(self._poll.poll)

    def _read_some(self) -> None:
        """Takes what is there, without waiting, and dispatches the frames that are whole."""
        frame = self._frame
        try:
            if frame is not None:
                self._have += posix.readv(self.fd_in, [frame[self._have :]]) or posix._exit(0)
                if self._have == len(frame):
                    self._frame = None
                    self._dispatch(frame, 0, 8 + int.from_bytes(frame[:4], 'big'), len(frame))
                return
            data = posix.read(self.fd_in, READ)
        except BlockingIOError:
            return
        except OSError:
            data = b''
        if not data:
            posix._exit(0)  # the host is gone: nobody could read a result
        if self._rest:
            data = self._rest + data
            self._rest = b''
        offset, size = 0, len(data)
        while size - offset >= 8:
            body_start = offset + 8 + int.from_bytes(data[offset : offset + 4], 'big')
            end = body_start + int.from_bytes(data[offset + 4 : offset + 8], 'big')
            if end > size:
                if end - offset > LONG_FRAME:
                    self._frame = memoryview(bytearray(end - offset))
                    self._have = size - offset
                    self._frame[: self._have] = memoryview(data)[offset:]
                    return
                break
            start, offset = offset, end
            self._dispatch(data, start, body_start, end)
        if offset < size:
            self._rest = data[offset:]

    def _dispatch(self, data, start: int, body_start: int, end: int) -> None:
        header = loads(str(data[start + 8 : body_start], 'utf-8'))
        body = data[body_start:end]
        kind = header['type']
        if kind == 'chunk':
            self._take_chunk(header, body)
        elif kind == 'credit':
            self.take_credit(header['stream'], header['bytes'])
        elif 'stream' in header:
            self._incoming[header['stream']] = _Message(header)
        elif 'payloadBytes' in header:
            size = header['payloadBytes']
            self.handlers[kind](header, (body[:size], body[size:]))
        else:
            self.handlers[kind](header, body)

    def _take_chunk(self, chunk: dict, body) -> None:
        stream = chunk['stream']
        message = self._incoming[stream]
        if chunk['last']:
            del self._incoming[stream]
            header = message.header
            if chunk.get('failed'):
                # The host could not make the rest, and says why.
                self.handlers[header['type']]({'type': header['type'], 'call': header['call'], 'ok': False}, body)
            else:
                message.add(body)
                self.handlers[header['type']](header, message.body())
            return
        message.add(body)
        message.owed += len(body)
        if message.owed >= WINDOW // 2:
            self.send(b'{"type":"credit","stream":%d,"bytes":%d}' % (stream, message.owed))
            message.owed = 0

    def forget(self) -> None:
        """In a forked child: the wire belongs to the parent."""
        self.forget_sending()
        for descriptor in {self.fd_in, self.fd_out}:
            posix.close(descriptor)


class _Message:
    """A message whose body comes in chunks: a payload, and an attachment where the header announces one."""

    __slots__ = ('attachment', 'header', 'missing', 'owed', 'payload')

    def __init__(self, header: dict):
        self.header = header
        # Bytes of the payload that are to come; None where the body is nothing else.
        self.missing = header.get('payloadBytes')
        self.owed = 0
        self.payload = BytesIO()
        self.attachment = BytesIO()

    def add(self, piece) -> None:
        if self.missing == 0:
            self.attachment.write(piece)
        elif self.missing is None or len(piece) <= self.missing:
            self.payload.write(piece)
            if self.missing is not None:
                self.missing -= len(piece)
        else:
            self.payload.write(piece[: self.missing])
            self.attachment.write(piece[self.missing :])
            self.missing = 0

    def body(self):
        if self.missing is None:
            return self.payload.getvalue()
        return self.payload.getvalue(), self.attachment.getvalue()
