# Programs that a session must withstand, each after a line that says what is expected: see test/support/attacks.ts.

#: a loop beyond its time limit | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
while True: pass

#: time.sleep beyond its time limit | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import time
time.sleep(1000)

#: a loop of prints beyond its time limit | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
while True: print("flood")

#: a lock beyond its time limit | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import threading
l = threading.Lock()
l.acquire()
l.acquire()

#: a thread that is joined beyond its time limit | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import threading, time
t = threading.Thread(target=time.sleep, args=(1000,))
t.start()
t.join()

#: a pool that is waited for beyond its time limit | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import time
from concurrent.futures import ThreadPoolExecutor
ThreadPoolExecutor().submit(time.sleep, 1000).result()

#: a queue beyond its time limit | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import queue
queue.Queue().get()

#: a socket that accepts beyond its time limit | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen()
s.accept()

#: a pipe that is read beyond its time limit | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import os
os.read(os.pipe()[0], 1)

#: a child that is waited for beyond its time limit | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import subprocess
subprocess.run(["sleep", "1000"])

#: a child that ignores signals beyond its time limit | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import subprocess
subprocess.run(["sh", "-c", "trap '' INT TERM; sleep 1000"])

#: a generator beyond its time limit | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
def g():
    while True: yield 1
sum(g())

#: asyncio.sleep beyond its time limit | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import asyncio
await asyncio.sleep(1000)

#: a busy coroutine beyond its time limit | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
async def f():
    while True: pass
await f()

#: asyncio.run beyond its time limit | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import asyncio
asyncio.run(asyncio.sleep(1000))

#: a repr that never returns beyond its time limit | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
class A:
    def __repr__(self):
        while True: pass
A()

#: C code that ignores signals: a sum beyond its time limit | lost: yes | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
sum(range(10**12))

#: C code that ignores signals: a big power beyond its time limit | lost: either | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
x = 7 ** (10 ** 8)

#: C code that sorts beyond its time limit | lost: either | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
x = [0] * 10**7
for _ in range(1000): x.sort()

#: a catastrophic regular expression beyond its time limit | lost: either | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import re
re.match("(a+)+$", "a" * 40 + "b")

#: a process that stopped itself beyond its time limit | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import os, signal
os.kill(os.getpid(), signal.SIGSTOP)
while True: pass

#: an interrupt that is ignored by SIG_IGN | lost: yes | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
while True: pass

#: an interrupt that is ignored by a handler of its own | lost: yes | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import signal
signal.signal(signal.SIGINT, lambda *_: None)
while True: pass

#: an interrupt that is ignored by a blocked signal | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
while True: pass

#: an interrupt that is ignored by every signal blocked | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
while True: pass

#: an interrupt that is ignored by faulthandler in its place | lost: yes | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import faulthandler, signal
faulthandler.register(signal.SIGINT)
while True: pass

#: an interrupt that is ignored by a wake-up descriptor | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import os, signal
r, w = os.pipe()
os.set_blocking(w, False)
signal.set_wakeup_fd(w)
while True: pass

#: an interrupt that is ignored by except BaseException in a loop | lost: yes | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import time
while True:
    try:
        while True: time.sleep(100)
    except BaseException: pass

#: an interrupt that is ignored by finally that goes on | lost: yes | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import time
def f():
    while True:
        try:
            while True: time.sleep(100)
        finally:
            continue
f()

#: an interrupt that is ignored by __exit__ that swallows | lost: yes | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import time
class S:
    def __enter__(self): pass
    def __exit__(self, *_): return True
while True:
    with S():
        while True: time.sleep(100)

#: an interrupt that is ignored by a generator that swallows | lost: either | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
def g():
    while True:
        try:
            while True: yield
        except BaseException: pass
for _ in g(): pass

#: an interrupt that is ignored by a task that refuses to be cancelled | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import asyncio
while True:
    try: await asyncio.sleep(1000)
    except BaseException: pass

#: an interrupt that is ignored by a busy task that swallows | lost: yes | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import time
import asyncio
while True:
    try:
        while True: time.sleep(100)
    except BaseException: pass
    await asyncio.sleep(0)

#: an interrupt that is ignored by contextlib.suppress | lost: yes | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import contextlib, time
while True:
    with contextlib.suppress(BaseException): time.sleep(1000)

#: a call that never returns, made plainly | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
tools.never.answer()

#: a call that never returns, made gathered | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import asyncio
await asyncio.gather(*[tools.never.answer() for _ in range(100)])

#: a call that never returns, made in a thread | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
import threading
t = threading.Thread(target=tools.never.answer)
t.start()
t.join()

#: a call that never returns, made in a thread pool | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(80) as p: list(p.map(lambda _: tools.never.answer(), range(100)))

#: a call that never returns, made in a workflow | lost: no | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
workflows.create(name="w", source="def run():\n    return tools.never.answer()", description="d")
workflows.w()

#: a call that never returns, made and its failure is swallowed | lost: yes | error: timeout Timeout | message: stopped after 400 ms | timeoutMs: 400
while True:
    try: tools.never.answer()
    except BaseException: pass
