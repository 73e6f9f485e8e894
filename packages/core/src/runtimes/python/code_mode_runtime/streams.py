"""`sys.stdout`, `sys.stderr` and `sys.stdin` as the program sees them: ordinary streams of the standard library."""

from __future__ import annotations

import io
from codecs import getincrementaldecoder

from code_mode_runtime.refs import posix, sys


class OutputStream(io.RawIOBase):
    """The raw end of a stream: hands bytes to the output, in order with what is written to the descriptor."""

    mode = 'wb'

    def __init__(self, output, fd: int, channel: str):
        self._output = output
        self._fd = fd
        self._channel = channel
        self._decoder = getincrementaldecoder('utf-8')('replace')
        self.name = '<%s>' % channel

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._fd

    def isatty(self) -> bool:
        return False

    def write(self, data) -> int:
        output = self._output
        if output.connection.closed:
            return posix.write(self._fd, data)
        data = bytes(data)
        output.write(self._channel, self._decoder, data)
        return len(data)


def text_stream(output, fd: int, channel: str):
    buffered = io.BufferedWriter(OutputStream(output, fd, channel), 32768)
    return io.TextIOWrapper(buffered, encoding='utf-8', errors='backslashreplace', newline='\n')


def install_streams(output) -> None:
    stdout, stderr = text_stream(output, 1, 'stdout'), text_stream(output, 2, 'stderr')
    output.streams = (stdout, stderr)
    sys.stdout = sys.__stdout__ = stdout
    sys.stderr = sys.__stderr__ = stderr
    sys.stdin = sys.__stdin__ = io.TextIOWrapper(io.BytesIO(), encoding='utf-8')
