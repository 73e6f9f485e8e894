# Programs that a session must withstand, each after a line that says what is expected: see test/support/attacks.ts.

#: 200 MB printed in a loop | lost: no | timeoutMs: 60000
line = "x" * 99_999
for _ in range(2000): print(line)

#: 200 MB printed at once | lost: no | timeoutMs: 60000
print("x" * 200_000_000)

#: 200 MB written to descriptor 1 | lost: no | timeoutMs: 60000
import os
b = b"x" * 1_000_000
for _ in range(200):
    n = 0
    while n < len(b): n += os.write(1, b[n:])

#: 200 MB written by a child | lost: no | timeoutMs: 60000
import subprocess
subprocess.run(["head", "-c", "200000000", "/dev/zero"])

#: memory that grows slowly | lost: yes | error: limit MemoryLimit | message: used \d+ MiB of memory, more than its limit of 200 MiB | memoryMb: 200
import time
x = []
while True:
    x.append(bytearray(5_000_000))
    time.sleep(0.01)

#: memory taken at once | lost: yes | error: limit MemoryLimit | message: used \d+ MiB of memory, more than its limit of 200 MiB | memoryMb: 200
import time
x = b"x" * 1_000_000_000
time.sleep(10)

#: memory of a child | lost: yes | error: limit MemoryLimit | message: used \d+ MiB of memory, more than its limit of 200 MiB | memoryMb: 200
import subprocess, sys
subprocess.run([sys.executable, "-c", "import time; x = b'x' * 10**9; time.sleep(10)"])

#: more memory than there is | lost: no | error: program MemoryError
x = b"x" * 10**14

#: a fork bomb | lost: yes | error: limit ProcessLimit | message: used \d+ processes and threads, more than its limit of 20 | processes: 20
import os, time
for _ in range(60):
    if os.fork() == 0:
        time.sleep(100)
time.sleep(10)

#: too many threads | lost: yes | error: limit ProcessLimit | message: used \d+ processes and threads, more than its limit of 20 | processes: 20
import threading, time
for _ in range(60): threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
time.sleep(10)

#: every descriptor taken | lost: no
import os, resource
resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))
try:
    while True: os.open("/dev/null", 0)
except OSError: pass

#: a limit of few descriptors | lost: no
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (4, 4))

#: a file that is too large | lost: no | error: program OSError | fileSizeMb: 1
open("big", "wb").write(b"x" * 3_000_000)

#: a fork that sleeps was left running | lost: no
import os, time
if os.fork() == 0: time.sleep(1000)

#: a fork that runs on was left running | lost: no
import os
if os.fork() == 0:
    while True: pass

#: a fork that ends with the cell was left running | lost: no
import os
os.fork()
print("x")

#: a fork that calls a tool was left running | lost: no
import os, sys
if os.fork() == 0:
    try: tools.never.answer()
    except RuntimeError: os._exit(9)
assert os.waitstatus_to_exitcode(os.wait()[1]) == 9

#: a thread was left running | lost: no
import threading, time
threading.Thread(target=time.sleep, args=(1000,)).start()

#: a busy daemon thread was left running | lost: no
import threading
def f():
    while True: pass
threading.Thread(target=f, daemon=True).start()

#: a thread that prints was left running | lost: no
import threading
def f():
    while True: print("noise")
threading.Thread(target=f, daemon=True).start()

#: a task was left running | lost: no
import asyncio
t = asyncio.ensure_future(asyncio.sleep(1000))
await asyncio.sleep(0)

#: a child was left running | lost: no
import subprocess
subprocess.Popen(["sleep", "1000"])

#: a child in a session of its own was left running | lost: no
import subprocess
subprocess.Popen(["sleep", "1000"], start_new_session=True)

#: a child with no environment in a session of its own was left running | lost: no
import subprocess
subprocess.Popen(["sh", "-c", "sleep 1000; : wedging-HOST_PID"], start_new_session=True, env={})

#: a child that prints for ever was left running | lost: no
import subprocess
subprocess.Popen(["yes"])

#: a process pool was left running | lost: no
import concurrent.futures, time
p = concurrent.futures.ProcessPoolExecutor(2)
f = p.submit(time.sleep, 1000)

#: a timer that raises in the runtime was left running | lost: either | error: any
import signal
def f(*_): raise ValueError("late")
signal.signal(signal.SIGALRM, f)
signal.setitimer(signal.ITIMER_REAL, 0.05)
