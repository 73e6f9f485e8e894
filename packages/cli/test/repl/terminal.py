"""A terminal for tests: runs a program under a pseudo-terminal, sends keys and keeps what it writes.

usage: terminal.py '{"command": [...], "env": {...}, "columns": 80, "rows": 24}'

Reads one JSON object a line from standard input and answers each with one line:
  {"send": "text"}                    -> {"ok": true}
  {"expect": "text", "seconds": 20}   -> {"ok": true, "text": "what came up to and with it"} or {"ok": false, "text": …}
  {"screen": true}                    -> {"ok": true, "lines": ["what the terminal shows", …]}
  {"resize": [columns, rows]}         -> {"ok": true}
  {"signal": 15}                      -> {"ok": true}
  {"hangUp": true}                    -> {"ok": true}
  {"wait": 20}                        -> {"ok": true, "code": 0}
"""

import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

from emulator import Emulator


class Terminal:
    def __init__(self, command, env, columns, rows):
        self.emulator = Emulator(columns, rows)
        self.unread = ""
        self.ended = False
        self.pending = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            # Node shows no colours where CI is set, whatever the terminal can.
            here = {name: value for name, value in os.environ.items() if name not in ("CI", "NO_COLOR")}
            os.execvpe(command[0], command, {**here, **env})
        self.resize(columns, rows)

    def resize(self, columns, rows):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.emulator.resize(columns, rows)

    def pump(self, seconds):
        """Takes in what the program has written; waits for it at most so long."""
        if self.ended or not select.select([self.fd], [], [], max(seconds, 0))[0]:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            data = b""
        if not data:
            self.ended = True
            return False
        data = self.pending + data
        for cut in range(len(data), max(len(data) - 4, -1), -1):
            try:
                text = data[:cut].decode()
                break
            except UnicodeDecodeError:
                continue
        else:
            cut, text = len(data), data.decode(errors="replace")
        self.pending = data[cut:]
        self.unread += text
        self.emulator.write(text)
        return True

    def send(self, text):
        data = text.encode()
        while data:
            # Both ways at once: a program that writes much does not read meanwhile.
            _, writable, _ = select.select([], [self.fd], [], 0.05)
            if writable:
                data = data[os.write(self.fd, data[:512]) :]
            self.pump(0)

    def expect(self, wanted, seconds):
        deadline = time.monotonic() + seconds
        while wanted not in self.unread:
            if self.ended or time.monotonic() > deadline:
                return {"ok": False, "text": self.unread}
            self.pump(0.1)
        end = self.unread.index(wanted) + len(wanted)
        text, self.unread = self.unread[:end], self.unread[end:]
        return {"ok": True, "text": text}

    def screen(self):
        while self.pump(0.15):
            pass
        return {"ok": True, "lines": self.emulator.lines()}

    def wait(self, seconds):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.pump(0.05) or time.sleep(0.01)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = None
                while self.pump(0.05):
                    pass
                return {"ok": True, "code": os.waitstatus_to_exitcode(status)}
        return {"ok": False}


def main():
    options = json.loads(sys.argv[1])
    terminal = Terminal(options["command"], options["env"], options["columns"], options["rows"])
    try:
        for line in sys.stdin:
            request = json.loads(line)
            answer = {"ok": True}
            if "send" in request:
                terminal.send(request["send"])
            elif "expect" in request:
                answer = terminal.expect(request["expect"], request["seconds"])
            elif "screen" in request:
                answer = terminal.screen()
            elif "resize" in request:
                terminal.resize(*request["resize"])
            elif "signal" in request:
                os.kill(terminal.pid, request["signal"])
            elif "hangUp" in request:
                terminal.ended = True
                os.close(terminal.fd)
            elif "wait" in request:
                answer = terminal.wait(request["wait"])
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
    except BrokenPipeError:
        # The test is over. What is left to flush has no reader either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    finally:
        if terminal.pid:
            os.kill(terminal.pid, signal.SIGKILL)


main()
