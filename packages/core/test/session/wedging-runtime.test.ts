import { describe, expect, it } from 'vitest'
import { openSession } from '../support/open-session.ts'
import { type Attack, withstands } from '../support/wedging.ts'

const fine = { lost: false } as const
/** Hurts the guest itself: what survives is its own affair, as long as the result says it. */
const own = { lost: 'either', error: 'any', timeoutMs: 2_000 } as const
const lostWire = { lost: true, error: { kind: 'crashed' }, timeoutMs: 3_000 } as const
const violation = { lost: true, error: { kind: 'crashed', name: 'WireViolation', message: /broke the rules of the wire/ } } as const

const WIRE = 'import os, stat\nwire = next(fd for fd in range(3, 256) if os.path.exists(f"/proc/self/fd/{fd}") and stat.S_ISSOCK(os.fstat(fd).st_mode))\n'

const DESCRIPTORS: readonly Attack[] = [
  { title: 'every other descriptor closed', code: 'import os\nos.closerange(3, 256)', ...lostWire },
  { title: 'the wire closed', code: `${WIRE}os.close(wire)`, ...lostWire },
  { title: 'the wire covered by a file', code: `${WIRE}os.dup2(os.open("/dev/null", os.O_RDWR), wire)`, ...lostWire },
  { title: 'the wire shut down', code: `${WIRE}import socket\nsocket.socket(fileno=wire).shutdown(socket.SHUT_RDWR)`, ...lostWire },
  { title: 'garbage on the wire', code: `${WIRE}os.write(wire, b"\\xff" * 100)`, ...violation },
  { title: 'text on the wire', code: `${WIRE}os.write(wire, b"hello, world, this is no frame")`, ...violation },
  { title: 'a forged result', code: `${WIRE}h = b'{"type":"result","run":"77","ok":true}'\nos.write(wire, len(h).to_bytes(4, "big") + bytes(4) + h)`, ...violation },
  { title: 'a wire that does not block', code: `${WIRE}os.set_blocking(wire, False)`, ...own },
  { title: 'descriptors 0, 1 and 2 closed', code: 'import os\nfor fd in (0, 1, 2): os.close(fd)', ...fine },
  { title: 'descriptor 1 covered', code: 'import os\nos.dup2(os.open("/dev/null", os.O_WRONLY), 1)\nprint("x")', ...fine },
  { title: 'low descriptors closed but the wire', code: `${WIRE}for fd in range(64):\n    if fd != wire:\n        try: os.close(fd)\n        except OSError: pass`, ...fine },
]

const FUNCTIONS: readonly Attack[] = [
  { title: 'print', code: 'import builtins\nbuiltins.print = print = None', ...fine },
  { title: 'json', code: 'import json, sys\njson.dumps = json.loads = None\nsys.modules["json"] = None', ...fine },
  { title: 'sys.stdout = None', code: 'import sys\nsys.stdout = sys.stderr = sys.__stdout__ = None', ...fine },
  { title: 'sys.stdout deleted', code: 'import sys\ndel sys.stdout, sys.stderr', ...fine },
  { title: 'sys.stdout closed', code: 'import sys\nprint("last", end="")\nsys.stdout.close()\nsys.stderr.close()', ...fine },
  { title: 'sys.stdout whose flush raises', code: 'import sys\nclass S:\n    def write(self, t): raise ValueError\n    def flush(self): raise ValueError\nsys.stdout = S()', ...fine },
  { title: 'sys.stdout whose flush never returns', code: 'import sys\nclass S:\n    def write(self, t): pass\n    def flush(self):\n        while True: pass\nsys.stdout = S()', ...fine },
  { title: 'builtins, all of them', code: 'import builtins\nbuiltins.__dict__.clear()', ...own, lost: false },
  { title: '__builtins__ deleted', code: 'del __builtins__', ...fine },
  { title: '__builtins__ replaced', code: '__builtins__ = {}', ...fine },
  { title: 'compile, eval and exec', code: 'import builtins\nbuiltins.compile = builtins.eval = builtins.exec = None', ...fine },
  { title: '__import__', code: 'import builtins\ndef no(*_): raise ImportError\nbuiltins.__import__ = no', ...fine },
  { title: 'isinstance, len, type', code: 'import builtins\nfor n in ("isinstance", "len", "type", "getattr", "list", "dict", "str", "bytes"): setattr(builtins, n, None)', ...fine },
  { title: 'sys.modules cleared', code: 'import sys\nsys.modules.clear()', ...fine },
  { title: 'sys.modules with lies', code: 'import sys\nfor n in list(sys.modules): sys.modules[n] = None', ...fine },
  { title: 'sys.meta_path cleared', code: 'import sys\nsys.meta_path.clear()\nsys.path.clear()\nsys.path_hooks.clear()', ...fine },
  { title: 'an import hook that raises', code: 'import sys\nclass H:\n    def find_spec(self, *_): raise ZeroDivisionError\nsys.meta_path.insert(0, H())', ...fine },
  { title: 'the runtime reached through sys.modules', code: 'import sys\nfor n in [n for n in sys.modules if n.startswith("code_mode_runtime")]:\n    sys.modules[n].__dict__.clear()', ...fine },
  { title: '__main__', code: 'import sys, types\nsys.modules["__main__"] = types.ModuleType("x")', ...fine },
  { title: 'globals but one', code: 'for n in list(globals()):\n    if n != "kept": globals().pop(n)', ...fine },
  { title: 'signal handlers', code: 'import signal\nfor s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n    except (OSError, ValueError): pass', ...fine },
  { title: 'hooks for exceptions', code: 'import sys, threading\ndef hook(*_): raise ValueError\nsys.excepthook = sys.unraisablehook = threading.excepthook = hook\nthreading.Thread(target=lambda: 1 / 0).start()', ...own },
  { title: 'sys.settrace, raising', code: 'import sys\ndef t(*_): raise ValueError("trace")\nsys.settrace(t)', ...own, lost: false },
  { title: 'sys.setprofile, raising', code: 'import sys\ndef t(*_): raise ValueError("profile")\nsys.setprofile(t)', ...own, lost: false },
  { title: 'both, raising', code: 'import sys\ndef t(*_): raise BaseException("both")\nsys.settrace(t); sys.setprofile(t)', ...own, lost: false },
  { title: 'a trace function that never returns', code: 'import sys\ndef t(*_):\n    while True: pass\nsys.settrace(t)\ndef f(): pass\nf()', lost: false, error: { kind: 'timeout' }, timeoutMs: 400 },
  { title: 'traces in every thread', code: 'import sys, threading\ndef t(*_): raise ValueError\nthreading.settrace(t)\nthreading.setprofile(t)\nfor n in ("settrace_all_threads", "setprofile_all_threads"):\n    if hasattr(threading, n): getattr(threading, n)(t)', ...own },
  { title: 'a tiny recursion limit', code: 'import sys\nfor n in range(5, 60):\n    try:\n        sys.setrecursionlimit(n)\n        break\n    except RecursionError: pass', ...own, lost: false },
  { title: 'a long switch interval', code: 'import sys\nsys.setswitchinterval(100)', ...fine },
  { title: 'a long switch interval and a busy thread', code: 'import sys, threading\ndef f():\n    while True: pass\nthreading.Thread(target=f, daemon=True).start()\nsys.setswitchinterval(100)', ...own },
  { title: 'garbage collection', code: 'import gc\ngc.disable()\ngc.freeze()\ngc.set_threshold(1, 1, 1)\ngc.enable()', ...fine },
  { title: 'time', code: 'import time\ntime.sleep = time.monotonic = time.time = lambda *_: 1 / 0', ...fine },
  { title: 'os and posix', code: 'import os, posix\nfor m in (os, posix):\n    m.read = m.write = m.pipe = m.dup2 = m.close = m.getpid = None', ...own },
  { title: 'locks and threads', code: 'import _thread, threading\n_thread.allocate_lock = _thread.start_new_thread = threading.Lock = None', ...fine },
  { title: 'the environment', code: 'import os\nos.environ.clear()', ...fine },
  { title: 'the working directory, removed', code: 'import os, shutil\nshutil.rmtree(os.getcwd())', ...fine },
  { title: 'the working directory, removed before a crash', code: 'import os, shutil\nshutil.rmtree(os.path.dirname(os.getcwd()))\nos._exit(1)', lost: true, error: { kind: 'crashed' } },
  { title: 'the working directory, replaced by a file', code: 'import os, shutil\np = os.getcwd()\nshutil.rmtree(p)\nopen(p, "w").close()\nos._exit(1)', lost: true, error: { kind: 'crashed' } },
  { title: 'atexit handlers', code: 'import atexit\natexit.register(lambda: 1 / 0)\natexit._run_exitfuncs()', ...own },
  { title: 'asyncio', code: 'import asyncio\nasyncio.get_event_loop = asyncio.new_event_loop = asyncio.Future = None', ...fine },
  { title: 'the event loop, closed from inside', code: 'import asyncio\nloop = asyncio.get_running_loop()\nloop.stop()\nawait asyncio.sleep(0.1)', ...own },
]

describe('the next run answers, and variables are kept where they can be, after', () => {
  it.each(DESCRIPTORS)('$title', withstands)
  it.each(FUNCTIONS)('an attack on $title', withstands)
})

it('an audit hook that refuses to compile can be got rid of by a reset alone', async () => {
  const session = await openSession()
  await session.run(
    'import sys\ndef hook(event, args):\n    if event == "compile": raise RuntimeError(event)\nsys.addaudithook(hook)',
  )
  expect(await session.run('1 + 1')).toMatchObject({ ok: false, error: { name: 'RuntimeError' } })
  await session.reset()
  expect(await session.run('1 + 1')).toMatchObject({ ok: true, value: 2 })
})
