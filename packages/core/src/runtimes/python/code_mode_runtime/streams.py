"""`sys.stdout`, `sys.stderr` and `sys.stdin` as the program sees them: ordinary streams of the standard library."""

from __future__ import annotations

import io
from codecs import getincrementaldecoder

from code_mode_runtime.owners import current_run
from code_mode_runtime.refs import posix, sys

# So many texts wait for the ticker, none of them longer than this; more are handed over at once.
WAITING_TEXTS = 512
LONG_TEXT = 8192


class RawOutput(io.RawIOBase):
    """Bytes that the program writes to `sys.stdout.buffer`, in order with what is written to the descriptor."""

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
        output.write(self._channel, current_run(), self._decoder.decode(data))
        return len(data)


class BytesOutput(io.BufferedWriter):
    """Keeps nothing back: the bytes of two runs must not meet in one buffer."""

    def __init__(self, raw, output):
        super().__init__(raw, 32768)
        self._output = output

    def write(self, data, /) -> int:
        with self._output.lock:
            count = super().write(data)
            super().flush()
        return count


class TextOutput(io.TextIOWrapper):
    """Text waits here by the run that wrote it, whichever thread hands it over."""

    def __init__(self, output, fd: int, channel: str):
        buffer = BytesOutput(RawOutput(output, fd, channel), output)
        super().__init__(buffer, encoding='utf-8', errors='backslashreplace', newline='\n')
        self._output = output
        self._fd = fd
        self._channel = channel
        self._waiting: dict = {}
        self._flushing = False

    def write(self, text, /) -> int:
        if not isinstance(text, str):
            raise TypeError('write() argument must be str, not %s' % type(text).__name__)
        texts = self._waiting.get(current_run())
        if texts is None:
            texts = self._open()
        texts.append(text)
        if len(texts) > WAITING_TEXTS or len(text) > LONG_TEXT:
            self.flush()
        return len(text)

    def _open(self) -> list:
        if self.closed:
            raise ValueError('I/O operation on closed file.')
        return self._waiting.setdefault(current_run(), [])

    def flush(self) -> None:
        output = self._output
        with output.lock:
            # A finaliser that prints may come back here in the middle.
            if not self._flushing:
                self._flushing = True
                try:
                    self._hand_over(output)
                finally:
                    self._flushing = False
        super().flush()

    def _hand_over(self, output) -> None:
        for run, texts in list(self._waiting.items()):
            # Other threads append meanwhile.
            count = len(texts)
            if count:
                text = ''.join(texts[:count])
                del texts[:count]
                if output.connection.closed:
                    write_all(self._fd, text.encode('utf-8', 'backslashreplace'))
                else:
                    output.write(self._channel, run, text)
            elif run != output.run and len(self._waiting) > 8:
                self._waiting.pop(run, None)

    def close(self) -> None:
        if not self.closed:
            super().close()
            self._waiting = {}

    def forget(self) -> None:
        """In a forked child: what waits is the parent's."""
        self._waiting = {}
        self._flushing = False


def write_all(fd: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[posix.write(fd, rest) :]


_STANDARD = (TextOutput, io.TextIOWrapper, io.StringIO)


def install_streams(output) -> None:
    stdout, stderr = TextOutput(output, 1, 'stdout'), TextOutput(output, 2, 'stderr')
    output.streams = (stdout, stderr)
    sys.stdout = sys.__stdout__ = stdout
    sys.stderr = sys.__stderr__ = stderr
    sys.stdin = sys.__stdin__ = io.TextIOWrapper(io.BytesIO(), encoding='utf-8')


def restore_streams(output) -> None:
    """What the program closed, or set to None, is there again for the next run."""
    stdout, stderr = output.streams
    if stdout.closed or stderr.closed:
        install_streams(output)
        return
    for name, stream in (('stdout', stdout), ('stderr', stderr)):
        now = getattr(sys, name, None)
        if now is not stream and (now is None or (type(now) in _STANDARD and now.closed)):
            setattr(sys, name, stream)


def flush_wrappers(output) -> None:
    """The program may have wrapped a stream anew (`io.TextIOWrapper(sys.stdout.buffer)`); that one keeps text back."""
    for name in ('stdout', 'stderr'):
        now = getattr(sys, name, None)
        # Nothing but the library's own: a class of the program need not come back.
        if type(now) is io.TextIOWrapper and not now.closed:
            now.flush()
