# Programs that a session must withstand, each after a line that says what is expected: see test/support/attacks.ts.

#: every other descriptor closed | lost: yes | error: crashed | timeoutMs: 3000
import os
os.closerange(3, 256)

#: the wire closed | lost: yes | error: crashed | timeoutMs: 3000
import os
wire = WIRE
os.close(wire)

#: the wire covered by a file | lost: yes | error: crashed | timeoutMs: 3000
import os
wire = WIRE
os.dup2(os.open("/dev/null", os.O_RDWR), wire)

#: the wire shut down | lost: yes | error: crashed | timeoutMs: 3000
import os
wire = WIRE
import socket
socket.socket(fileno=wire).shutdown(socket.SHUT_RDWR)

#: garbage on the wire | lost: yes | error: crashed WireViolation | message: broke the rules of the wire
import os
wire = WIRE
os.write(wire, b"\xff" * 100)

#: text on the wire | lost: yes | error: crashed WireViolation | message: broke the rules of the wire
import os
wire = WIRE
os.write(wire, b"hello, world, this is no frame")

#: a forged result | lost: yes | error: crashed WireViolation | message: broke the rules of the wire
import os
wire = WIRE
h = b'{"type":"result","run":"77","ok":true}'
os.write(wire, len(h).to_bytes(4, "big") + bytes(4) + h)

#: a wire that does not block | lost: either | error: any | timeoutMs: 2000
import os
wire = WIRE
os.set_blocking(wire, False)

#: descriptors 0, 1 and 2 closed | lost: no
import os
for fd in (0, 1, 2): os.close(fd)

#: descriptor 1 covered | lost: no
import os
os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
print("x")

#: low descriptors closed but the wire | lost: no
import os
wire = WIRE
for fd in range(64):
    if fd != wire:
        try: os.close(fd)
        except OSError: pass
