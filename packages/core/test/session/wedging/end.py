# Programs that a session must withstand, each after a line that says what is expected: see test/support/attacks.ts.

#: sys.exit() | lost: no | error: program SystemExit
import sys
sys.exit()

#: sys.exit with a value | lost: no | error: program SystemExit
import sys
sys.exit(3)

#: exit() | lost: no | error: program SystemExit
exit()

#: raise SystemExit | lost: no | error: program SystemExit
raise SystemExit("bye")

#: SystemExit in a coroutine | lost: no | error: program SystemExit
import sys
async def f(): sys.exit(1)
await f()

#: SystemExit in a gathered task | lost: no | error: program SystemExit
import sys, asyncio
async def f(): sys.exit(1)
await asyncio.gather(f(), asyncio.sleep(10))

#: SystemExit in a thread | lost: no
import sys, threading
t = threading.Thread(target=sys.exit)
t.start()
t.join()

#: SystemExit in a repr | lost: no
class A:
    def __repr__(self): raise SystemExit
A()

#: input() | lost: no | error: program EOFError
input("name? ")

#: sys.stdin.read() | lost: no
import sys
assert sys.stdin.read() == ""

#: reading descriptor 0 | lost: no
import os
assert os.read(0, 10) == b""

#: getpass | lost: no | error: any | timeoutMs: 3000
import getpass
getpass.getpass()

#: os._exit(0) | lost: yes | error: crashed GuestCrashed | message: exit code 0
import os
os._exit(0)

#: os._exit(1) | lost: yes | error: crashed GuestCrashed | message: exit code 1
import os
os._exit(1)

#: os._exit in a thread | lost: yes | error: crashed GuestCrashed | message: exit code 5
import os, threading, time
threading.Thread(target=os._exit, args=(5,)).start()
time.sleep(10)

#: SIGKILL to itself | lost: yes | error: crashed GuestCrashed | message: SIGKILL
import os, signal
os.kill(os.getpid(), signal.SIGKILL)

#: SIGTERM to itself | lost: yes | error: crashed GuestCrashed | message: SIGTERM
import os, signal
os.kill(os.getpid(), signal.SIGTERM)

#: SIGKILL to its group | lost: yes | error: crashed GuestCrashed | message: SIGKILL
import os, signal
os.killpg(0, signal.SIGKILL)

#: os.abort() | lost: yes | error: crashed GuestCrashed | message: SIGABRT \(a crash in native code\)
import os
os.abort()

#: a segmentation fault | lost: yes | error: crashed GuestCrashed | message: SIGSEGV \(a crash in native code\)
import ctypes
ctypes.string_at(0)

#: SIGINT to itself | lost: no | error: interrupted KeyboardInterrupt
import os, signal
os.kill(os.getpid(), signal.SIGINT)
for _ in range(10**7): pass

#: raise KeyboardInterrupt | lost: no | error: interrupted
raise KeyboardInterrupt

#: os.execv | lost: yes | error: crashed GuestCrashed | message: exit code 0
import os
os.execv("/bin/true", ["true"])

#: an exit between two runs | lost: either | error: any
import os, threading
threading.Timer(0.05, os._exit, (3,)).start()

#: endless recursion of a function | lost: no | error: program RecursionError
def f(): return f()
f()

#: endless recursion of two functions | lost: no | error: program RecursionError
def f(n): return g(n + 1)
def g(n): return f(n + 1)
f(0)

#: endless recursion in a coroutine | lost: no | error: program RecursionError
async def f(): return await f()
await f()

#: endless recursion in __repr__ | lost: no
class A:
    def __repr__(self): return repr(self)
A()

#: endless recursion in __del__ | lost: either | error: any | timeoutMs: 1000
class A:
    def __del__(self): A()
import sys
sys.unraisablehook = lambda *_: None
def f(n):
    A()
    return 1
f(1)

#: endless recursion in __getattr__ | lost: no | error: program RecursionError
class A:
    def __getattr__(self, n): return getattr(self, n)
A().x

#: endless recursion of a nested list as the value | lost: either | error: any
x = []
for _ in range(100_000): x = [x]
x

#: endless recursion of a list that holds itself | lost: no
x = []
x.append(x)
x

#: endless recursion in json | lost: either | error: any
import json
x = []
for _ in range(100_000): x = [x]
json.dumps(x)

#: endless recursion in the parser | lost: either | error: any
import ast
ast.parse("(" * 10_000 + ")" * 10_000)

#: endless recursion in the program itself | lost: either | error: any
exec("x = " + "-" * 50_000 + "1")

#: endless recursion with a limit that is too high | lost: either | error: any | memoryMb: 2000
import sys
sys.setrecursionlimit(10**9)
def f(): return f()
f()

#: endless recursion in a comparison in C | lost: either | error: any
a, b = [], []
for _ in range(100_000): a, b = [a], [b]
a == b

#: endless recursion in an exception chain | lost: no | error: program RecursionError
def f(n):
    try: 1 / 0
    except Exception: f(n + 1)
f(0)
