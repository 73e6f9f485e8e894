import { describe, it } from 'vitest'
import { type Attack, withstands } from '../support/wedging.ts'

const timeout = { kind: 'timeout', name: 'Timeout', message: /stopped after 400 ms/ } as const
const stuck = { error: timeout, timeoutMs: 400 } as const
const kept = { ...stuck, lost: false } as const
const killed = { ...stuck, lost: true } as const

const PROGRAMS: readonly Attack[] = [
  { title: 'a loop', code: 'while True: pass', ...kept },
  { title: 'time.sleep', code: 'import time\ntime.sleep(1000)', ...kept },
  { title: 'a loop of prints', code: 'while True: print("flood")', ...kept },
  { title: 'a lock', code: 'import threading\nl = threading.Lock()\nl.acquire()\nl.acquire()', ...kept },
  { title: 'a thread that is joined', code: 'import threading, time\nt = threading.Thread(target=time.sleep, args=(1000,))\nt.start()\nt.join()', ...kept },
  { title: 'a pool that is waited for', code: 'import time\nfrom concurrent.futures import ThreadPoolExecutor\nThreadPoolExecutor().submit(time.sleep, 1000).result()', ...kept },
  { title: 'a queue', code: 'import queue\nqueue.Queue().get()', ...kept },
  { title: 'a socket that accepts', code: 'import socket\ns = socket.socket()\ns.bind(("127.0.0.1", 0))\ns.listen()\ns.accept()', ...kept },
  { title: 'a pipe that is read', code: 'import os\nos.read(os.pipe()[0], 1)', ...kept },
  { title: 'a child that is waited for', code: 'import subprocess\nsubprocess.run(["sleep", "1000"])', ...kept },
  { title: 'a child that ignores signals', code: 'import subprocess\nsubprocess.run(["sh", "-c", "trap \'\' INT TERM; sleep 1000"])', ...kept },
  { title: 'a generator', code: 'def g():\n    while True: yield 1\nsum(g())', ...kept },
  { title: 'asyncio.sleep', code: 'import asyncio\nawait asyncio.sleep(1000)', ...kept },
  { title: 'a busy coroutine', code: 'async def f():\n    while True: pass\nawait f()', ...kept },
  { title: 'asyncio.run', code: 'import asyncio\nasyncio.run(asyncio.sleep(1000))', ...kept },
  { title: 'a repr that never returns', code: 'class A:\n    def __repr__(self):\n        while True: pass\nA()', ...kept },
  { title: 'C code that ignores signals: a sum', code: 'sum(range(10**12))', ...killed },
  { title: 'C code that ignores signals: a big power', code: 'x = 7 ** (10 ** 8)', ...stuck, lost: 'either' },
  { title: 'C code that sorts', code: 'x = [0] * 10**7\nfor _ in range(1000): x.sort()', ...stuck, lost: 'either' },
  { title: 'a catastrophic regular expression', code: 'import re\nre.match("(a+)+$", "a" * 40 + "b")', ...stuck, lost: 'either' },
  { title: 'a process that stopped itself', code: 'import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\nwhile True: pass', ...kept },
]

const IGNORING: readonly Attack[] = [
  { title: 'SIG_IGN', code: 'import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass', ...killed },
  { title: 'a handler of its own', code: 'import signal\nsignal.signal(signal.SIGINT, lambda *_: None)\nwhile True: pass', ...killed },
  { title: 'a blocked signal', code: 'import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])\nwhile True: pass', ...kept },
  { title: 'every signal blocked', code: 'import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass', ...kept },
  { title: 'faulthandler in its place', code: 'import faulthandler, signal\nfaulthandler.register(signal.SIGINT)\nwhile True: pass', ...stuck, lost: true },
  { title: 'a wake-up descriptor', code: 'import os, signal\nr, w = os.pipe()\nos.set_blocking(w, False)\nsignal.set_wakeup_fd(w)\nwhile True: pass', ...kept },
  { title: 'except BaseException in a loop', code: 'import time\nwhile True:\n    try:\n        while True: time.sleep(100)\n    except BaseException: pass', ...killed },
  { title: 'finally that goes on', code: 'import time\ndef f():\n    while True:\n        try:\n            while True: time.sleep(100)\n        finally:\n            continue\nf()', ...killed },
  { title: '__exit__ that swallows', code: 'import time\nclass S:\n    def __enter__(self): pass\n    def __exit__(self, *_): return True\nwhile True:\n    with S():\n        while True: time.sleep(100)', ...killed },
  { title: 'a generator that swallows', code: 'def g():\n    while True:\n        try:\n            while True: yield\n        except BaseException: pass\nfor _ in g(): pass', ...stuck, lost: 'either' },
  { title: 'a task that refuses to be cancelled', code: 'import asyncio\nwhile True:\n    try: await asyncio.sleep(1000)\n    except BaseException: pass', ...kept },
  { title: 'a busy task that swallows', code: 'import time\nimport asyncio\nwhile True:\n    try:\n        while True: time.sleep(100)\n    except BaseException: pass\n    await asyncio.sleep(0)', ...killed },
  { title: 'contextlib.suppress', code: 'import contextlib, time\nwhile True:\n    with contextlib.suppress(BaseException): time.sleep(1000)', ...killed },
]

const CALLS: readonly Attack[] = [
  { title: 'plainly', code: 'tools.never.answer()', ...kept },
  { title: 'gathered', code: 'import asyncio\nawait asyncio.gather(*[tools.never.answer() for _ in range(100)])', ...kept },
  { title: 'in a thread', code: 'import threading\nt = threading.Thread(target=tools.never.answer)\nt.start()\nt.join()', ...kept },
  { title: 'in a thread pool', code: 'from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(80) as p: list(p.map(lambda _: tools.never.answer(), range(100)))', ...kept },
  { title: 'in a workflow', code: 'workflows.create(name="w", source="def run():\\n    return tools.never.answer()", description="d")\nworkflows.w()', ...kept },
  { title: 'and its failure is swallowed', code: 'while True:\n    try: tools.never.answer()\n    except BaseException: pass', ...killed },
]

describe('the next run answers, and variables are kept where they can be, after', () => {
  it.each(PROGRAMS)('$title beyond its time limit', withstands)
  it.each(IGNORING)('an interrupt that is ignored by $title', withstands)
  it.each(CALLS)('a call that never returns, made $title', withstands)
})
