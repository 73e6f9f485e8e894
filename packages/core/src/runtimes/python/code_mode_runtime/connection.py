"""Frames, streams and credit over two descriptors."""

from __future__ import annotations

from code_mode_runtime.interrupts import Uninterruptible
from code_mode_runtime.json_text import dump_bytes, loads
from code_mode_runtime.refs import allocate_lock, posix
from code_mode_runtime.waiting import ReaderRole, Waiter

MAX_FRAME = 1024 * 1024
WINDOW = 1024 * 1024
CHUNK = 256 * 1024
# Room for the header beside a body in one frame.
MAX_INLINE = MAX_FRAME - 65536


class Connection:
    def __init__(self, fd_in: int, fd_out: int, handlers):
        from select import POLLERR, POLLHUP, POLLIN, poll

        self.fd_in, self.fd_out = fd_in, fd_out
        self.handlers = handlers
        self.closed = False
        self.write_lock = allocate_lock()
        self._poll = poll()
        self._poll.register(fd_in, POLLIN | POLLHUP | POLLERR)
        self._buffer = bytearray()
        self._incoming: dict = {}
        self._outgoing: dict = {}
        self._next_stream = 1
        self.reader = ReaderRole(self._wait_readable, self._read_some)

    def _wait_readable(self, how) -> None:
        how.poll(self._poll.poll)

    def _read_some(self) -> None:
        """Takes what is there, without waiting, and dispatches the frames that are whole."""
        try:
            data = posix.read(self.fd_in, WINDOW)
        except BlockingIOError:
            return
        except OSError:
            data = b''
        if not data:
            posix._exit(0)  # the host is gone: nobody could read a result
        buffer = self._buffer
        buffer += data
        offset, size = 0, len(buffer)
        while size - offset >= 8:
            head = int.from_bytes(buffer[offset : offset + 4], 'big')
            end = offset + 8 + head + int.from_bytes(buffer[offset + 4 : offset + 8], 'big')
            if end > size:
                break
            body_start = offset + 8 + head
            header = loads(buffer[offset + 8 : body_start].decode('utf-8'))
            body = bytes(buffer[body_start:end])
            offset = end
            self._dispatch(header, body)
        if offset:
            del buffer[:offset]

    def _dispatch(self, header: dict, body: bytes) -> None:
        kind = header['type']
        if kind == 'chunk':
            self._take_chunk(header['stream'], header['last'], body)
        elif kind == 'credit':
            self._take_credit(header['stream'], header['bytes'])
        elif 'stream' in header:
            self._incoming[header['stream']] = (header, [])
        else:
            self.handlers[kind](header, body)

    def _take_chunk(self, stream: int, last: bool, body: bytes) -> None:
        header, parts = self._incoming[stream]
        parts.append(body)
        if last:
            del self._incoming[stream]
            self.handlers[header['type']](header, b''.join(parts))
        elif body:
            self.send(b'{"type":"credit","stream":%d,"bytes":%d}' % (stream, len(body)))

    def _take_credit(self, stream: int, granted: int) -> None:
        state = self._outgoing.get(stream)
        if state is not None:
            state['credit'] += granted
            waiter = state['waiter']
            if waiter is not None:
                state['waiter'] = None
                self.reader.finish(waiter)

    def send(self, header: bytes, body: bytes = b'') -> None:
        with self.write_lock:
            self.write(header, body)

    def write(self, header: bytes, body: bytes = b'') -> None:
        """Writes one frame. The caller holds the write lock."""
        self.check_open()
        data = b''.join((len(header).to_bytes(4, 'big'), len(body).to_bytes(4, 'big'), header, body))
        written = posix.write(self.fd_out, data)
        if written < len(data):
            rest = memoryview(data)[written:]
            while rest:
                rest = rest[posix.write(self.fd_out, rest) :]

    def send_message(self, header: dict, body, before=None) -> None:
        """Sends header and body, the body as a stream when it fits no frame. `before(header)` runs in frame order."""
        with self.write_lock:
            stream = 0
            if len(body) > MAX_INLINE:
                stream = header['stream'] = self._next_stream
                self._next_stream += 1
                self._outgoing[stream] = {'credit': WINDOW, 'waiter': None}
            if before is not None:
                before(header)
            self.write(dump_bytes(header), b'' if stream else body)
        if stream:
            self._send_chunks(stream, memoryview(body))

    def _send_chunks(self, stream: int, rest) -> None:
        state = self._outgoing[stream]
        while True:
            size = min(CHUNK, len(rest), state['credit'])
            if size == 0:
                self._await_credit(state)
                continue
            part, rest = rest[:size], rest[size:]
            state['credit'] -= size
            last = b'false' if rest else b'true'
            self.send(b'{"type":"chunk","stream":%d,"last":%s}' % (stream, last), part)
            if not rest:
                del self._outgoing[stream]
                return

    def _await_credit(self, state) -> None:
        # Not interruptible: a message of which half is sent could not be taken back.
        waiter = state['waiter'] = Waiter()
        if state['credit'] > 0:
            return
        self.reader.wait(waiter, Uninterruptible)

    def check_open(self) -> None:
        if self.closed:
            raise RuntimeError('This is a forked child: only the session itself can reach the host.')

    def forget(self) -> None:
        """In a forked child: the wire belongs to the parent."""
        self.closed = True
        self.write_lock = allocate_lock()
        for descriptor in {self.fd_in, self.fd_out}:
            posix.close(descriptor)
