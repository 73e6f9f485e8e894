import { describe, it } from 'vitest'
import { type Attack, withstands } from '../support/wedging.ts'

const exit = { error: { kind: 'program', name: 'SystemExit' }, lost: false } as const
const crash = (message: RegExp): Pick<Attack, 'error' | 'lost'> => ({
  error: { kind: 'crashed', name: 'GuestCrashed', message },
  lost: true,
})

const LEAVING: readonly Attack[] = [
  { title: 'sys.exit()', code: 'import sys\nsys.exit()', ...exit },
  { title: 'sys.exit with a value', code: 'import sys\nsys.exit(3)', ...exit },
  { title: 'exit()', code: 'exit()', ...exit },
  { title: 'raise SystemExit', code: 'raise SystemExit("bye")', ...exit },
  { title: 'SystemExit in a coroutine', code: 'import sys\nasync def f(): sys.exit(1)\nawait f()', ...exit },
  { title: 'SystemExit in a gathered task', code: 'import sys, asyncio\nasync def f(): sys.exit(1)\nawait asyncio.gather(f(), asyncio.sleep(10))', ...exit },
  { title: 'SystemExit in a thread', code: 'import sys, threading\nt = threading.Thread(target=sys.exit)\nt.start()\nt.join()', lost: false },
  { title: 'SystemExit in a repr', code: 'class A:\n    def __repr__(self): raise SystemExit\nA()', lost: false },
  { title: 'input()', code: 'input("name? ")', error: { kind: 'program', name: 'EOFError' }, lost: false },
  { title: 'sys.stdin.read()', code: 'import sys\nassert sys.stdin.read() == ""', lost: false },
  { title: 'reading descriptor 0', code: 'import os\nassert os.read(0, 10) == b""', lost: false },
  { title: 'getpass', code: 'import getpass\ngetpass.getpass()', error: 'any', lost: false, timeoutMs: 3_000 },
  { title: 'os._exit(0)', code: 'import os\nos._exit(0)', ...crash(/exit code 0/) },
  { title: 'os._exit(1)', code: 'import os\nos._exit(1)', ...crash(/exit code 1/) },
  { title: 'os._exit in a thread', code: 'import os, threading, time\nthreading.Thread(target=os._exit, args=(5,)).start()\ntime.sleep(10)', ...crash(/exit code 5/) },
  { title: 'SIGKILL to itself', code: 'import os, signal\nos.kill(os.getpid(), signal.SIGKILL)', ...crash(/SIGKILL/) },
  { title: 'SIGTERM to itself', code: 'import os, signal\nos.kill(os.getpid(), signal.SIGTERM)', ...crash(/SIGTERM/) },
  { title: 'SIGKILL to its group', code: 'import os, signal\nos.killpg(0, signal.SIGKILL)', ...crash(/SIGKILL/) },
  { title: 'os.abort()', code: 'import os\nos.abort()', ...crash(/SIGABRT \(a crash in native code\)/) },
  { title: 'a segmentation fault', code: 'import ctypes\nctypes.string_at(0)', ...crash(/SIGSEGV \(a crash in native code\)/) },
  { title: 'SIGINT to itself', code: 'import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nfor _ in range(10**7): pass', error: { kind: 'interrupted', name: 'KeyboardInterrupt' }, lost: false },
  { title: 'raise KeyboardInterrupt', code: 'raise KeyboardInterrupt', error: { kind: 'interrupted' }, lost: false },
  { title: 'os.execv', code: 'import os\nos.execv("/bin/true", ["true"])', ...crash(/exit code 0/) },
  { title: 'an exit between two runs', code: 'import os, threading\nthreading.Timer(0.05, os._exit, (3,)).start()', error: 'any', lost: 'either' },
]

const RECURSION: readonly Attack[] = [
  { title: 'of a function', code: 'def f(): return f()\nf()', error: { kind: 'program', name: 'RecursionError' }, lost: false },
  { title: 'of two functions', code: 'def f(n): return g(n + 1)\ndef g(n): return f(n + 1)\nf(0)', error: { kind: 'program', name: 'RecursionError' }, lost: false },
  { title: 'in a coroutine', code: 'async def f(): return await f()\nawait f()', error: { kind: 'program', name: 'RecursionError' }, lost: false },
  { title: 'in __repr__', code: 'class A:\n    def __repr__(self): return repr(self)\nA()', lost: false },
  { title: 'in __del__', code: 'class A:\n    def __del__(self): A()\nimport sys\nsys.unraisablehook = lambda *_: None\ndef f(n):\n    A()\n    return 1\nf(1)', error: 'any', lost: 'either', timeoutMs: 1_000 },
  { title: 'in __getattr__', code: 'class A:\n    def __getattr__(self, n): return getattr(self, n)\nA().x', error: { kind: 'program', name: 'RecursionError' }, lost: false },
  { title: 'of a nested list as the value', code: 'x = []\nfor _ in range(100_000): x = [x]\nx', error: 'any', lost: 'either' },
  { title: 'of a list that holds itself', code: 'x = []\nx.append(x)\nx', lost: false },
  { title: 'in json', code: 'import json\nx = []\nfor _ in range(100_000): x = [x]\njson.dumps(x)', error: 'any', lost: 'either' },
  { title: 'in the parser', code: 'import ast\nast.parse("(" * 10_000 + ")" * 10_000)', error: 'any', lost: 'either' },
  { title: 'in the program itself', code: `x = ${'-'.repeat(50_000)}1`, error: 'any', lost: 'either' },
  { title: 'with a limit that is too high', code: 'import sys\nsys.setrecursionlimit(10**9)\ndef f(): return f()\nf()', error: 'any', lost: 'either', limits: { memoryMb: 2_000 } },
  { title: 'in a comparison in C', code: 'a, b = [], []\nfor _ in range(100_000): a, b = [a], [b]\na == b', error: 'any', lost: 'either' },
  { title: 'in an exception chain', code: 'def f(n):\n    try: 1 / 0\n    except Exception: f(n + 1)\nf(0)', error: { kind: 'program', name: 'RecursionError' }, lost: false },
]

describe('the next run answers, and variables are kept where they can be, after', () => {
  it.each(LEAVING)('$title', withstands)
  it.each(RECURSION)('endless recursion $title', withstands)
})
