# Programs that a session must withstand, each after a line that says what is expected: see test/support/attacks.ts.

#: an attack on print | lost: no
import builtins
builtins.print = print = None

#: an attack on json | lost: no
import json, sys
json.dumps = json.loads = None
sys.modules["json"] = None

#: an attack on sys.stdout = None | lost: no
import sys
sys.stdout = sys.stderr = sys.__stdout__ = None

#: an attack on sys.stdout deleted | lost: no
import sys
del sys.stdout, sys.stderr

#: an attack on sys.stdout closed | lost: no
import sys
print("last", end="")
sys.stdout.close()
sys.stderr.close()

#: an attack on sys.stdout whose flush raises | lost: no
import sys
class S:
    def write(self, t): raise ValueError
    def flush(self): raise ValueError
sys.stdout = S()

#: an attack on sys.stdout whose flush never returns | lost: no
import sys
class S:
    def write(self, t): pass
    def flush(self):
        while True: pass
sys.stdout = S()

#: an attack on builtins, all of them | lost: no | error: any | timeoutMs: 2000
import builtins
builtins.__dict__.clear()

#: an attack on __builtins__ deleted | lost: no
del __builtins__

#: an attack on __builtins__ replaced | lost: no
__builtins__ = {}

#: an attack on compile, eval and exec | lost: no
import builtins
builtins.compile = builtins.eval = builtins.exec = None

#: an attack on __import__ | lost: no
import builtins
def no(*_): raise ImportError
builtins.__import__ = no

#: an attack on isinstance, len, type | lost: no
import builtins
for n in ("isinstance", "len", "type", "getattr", "list", "dict", "str", "bytes"): setattr(builtins, n, None)

#: an attack on sys.modules cleared | lost: no
import sys
sys.modules.clear()

#: an attack on sys.modules with lies | lost: no
import sys
for n in list(sys.modules): sys.modules[n] = None

#: an attack on sys.meta_path cleared | lost: no
import sys
sys.meta_path.clear()
sys.path.clear()
sys.path_hooks.clear()

#: an attack on an import hook that raises | lost: no
import sys
class H:
    def find_spec(self, *_): raise ZeroDivisionError
sys.meta_path.insert(0, H())

#: an attack on the runtime reached through sys.modules | lost: no
import sys
for n in [n for n in sys.modules if n.startswith("code_mode_runtime")]:
    sys.modules[n].__dict__.clear()

#: an attack on __main__ | lost: no
import sys, types
sys.modules["__main__"] = types.ModuleType("x")

#: an attack on globals but one | lost: no
for n in list(globals()):
    if n != "kept": globals().pop(n)

#: an attack on signal handlers | lost: no
import signal
for s in range(1, 65):
    try: signal.signal(s, signal.SIG_IGN)
    except (OSError, ValueError): pass

#: an attack on hooks for exceptions | lost: either | error: any | timeoutMs: 2000
import sys, threading
def hook(*_): raise ValueError
sys.excepthook = sys.unraisablehook = threading.excepthook = hook
threading.Thread(target=lambda: 1 / 0).start()

#: an attack on sys.settrace, raising | lost: no | error: any | timeoutMs: 2000
import sys
def t(*_): raise ValueError("trace")
sys.settrace(t)

#: an attack on sys.setprofile, raising | lost: no | error: any | timeoutMs: 2000
import sys
def t(*_): raise ValueError("profile")
sys.setprofile(t)

#: an attack on both, raising | lost: no | error: any | timeoutMs: 2000
import sys
def t(*_): raise BaseException("both")
sys.settrace(t); sys.setprofile(t)

#: an attack on a trace function that never returns | lost: no | error: timeout | timeoutMs: 400
import sys
def t(*_):
    while True: pass
sys.settrace(t)
def f(): pass
f()

#: an attack on traces in every thread | lost: either | error: any | timeoutMs: 2000
import sys, threading
def t(*_): raise ValueError
threading.settrace(t)
threading.setprofile(t)
for n in ("settrace_all_threads", "setprofile_all_threads"):
    if hasattr(threading, n): getattr(threading, n)(t)

#: an attack on a tiny recursion limit | lost: no | error: any | timeoutMs: 2000
import sys
for n in range(5, 60):
    try:
        sys.setrecursionlimit(n)
        break
    except RecursionError: pass

#: an attack on a long switch interval | lost: no
import sys
sys.setswitchinterval(100)

#: an attack on a long switch interval and a busy thread | lost: either | error: any | timeoutMs: 2000
import sys, threading
def f():
    while True: pass
threading.Thread(target=f, daemon=True).start()
sys.setswitchinterval(100)

#: an attack on garbage collection | lost: no
import gc
gc.disable()
gc.freeze()
gc.set_threshold(1, 1, 1)
gc.enable()

#: an attack on time | lost: no
import time
time.sleep = time.monotonic = time.time = lambda *_: 1 / 0

#: an attack on os and posix | lost: either | error: any | timeoutMs: 2000
import os, posix
for m in (os, posix):
    m.read = m.write = m.pipe = m.dup2 = m.close = m.getpid = None

#: an attack on locks and threads | lost: no
import _thread, threading
_thread.allocate_lock = _thread.start_new_thread = threading.Lock = None

#: an attack on the environment | lost: no
import os
os.environ.clear()

#: an attack on the working directory, removed | lost: no
import os, shutil
shutil.rmtree(os.getcwd())

#: an attack on the working directory, removed before a crash | lost: yes | error: crashed
import os, shutil
shutil.rmtree(os.path.dirname(os.getcwd()))
os._exit(1)

#: an attack on the working directory, replaced by a file | lost: yes | error: crashed
import os, shutil
p = os.getcwd()
shutil.rmtree(p)
open(p, "w").close()
os._exit(1)

#: an attack on atexit handlers | lost: either | error: any | timeoutMs: 2000
import atexit
atexit.register(lambda: 1 / 0)
atexit._run_exitfuncs()

#: an attack on asyncio | lost: no
import asyncio
asyncio.get_event_loop = asyncio.new_event_loop = asyncio.Future = None

#: an attack on the event loop, closed from inside | lost: either | error: any | timeoutMs: 2000
import asyncio
loop = asyncio.get_running_loop()
loop.stop()
await asyncio.sleep(0.1)
