import { describe, expect, it } from 'vitest'
import { type Attack, guests, withstands } from '../support/wedging.ts'
import { openSession, valueOf } from '../support/open-session.ts'
import { missingComponent } from '../support/requires.ts'

const memory = {
  error: { kind: 'limit', name: 'MemoryLimit', message: /used \d+ MiB of memory, more than its limit of 200 MiB/ },
  limits: { memoryMb: 200 },
  lost: true,
} as const
const processes = {
  error: { kind: 'limit', name: 'ProcessLimit', message: /used \d+ processes and threads, more than its limit of 20/ },
  limits: { processes: 20 },
  lost: true,
} as const

const MUCH: readonly Attack[] = [
  { title: '200 MB printed in a loop', code: 'line = "x" * 99_999\nfor _ in range(2000): print(line)', lost: false, timeoutMs: 60_000 },
  { title: '200 MB printed at once', code: 'print("x" * 200_000_000)', lost: false, timeoutMs: 60_000 },
  { title: '200 MB written to descriptor 1', code: 'import os\nb = b"x" * 1_000_000\nfor _ in range(200):\n    n = 0\n    while n < len(b): n += os.write(1, b[n:])', lost: false, timeoutMs: 60_000 },
  { title: '200 MB written by a child', code: 'import subprocess\nsubprocess.run(["head", "-c", "200000000", "/dev/zero"])', lost: false, timeoutMs: 60_000 },
  { title: 'memory that grows slowly', code: 'import time\nx = []\nwhile True:\n    x.append(bytearray(5_000_000))\n    time.sleep(0.01)', ...memory },
  { title: 'memory taken at once', code: 'import time\nx = b"x" * 1_000_000_000\ntime.sleep(10)', ...memory },
  { title: 'memory of a child', code: 'import subprocess, sys\nsubprocess.run([sys.executable, "-c", "import time; x = b\'x\' * 10**9; time.sleep(10)"])', ...memory },
  { title: 'more memory than there is', code: 'x = b"x" * 10**14', error: { kind: 'program', name: 'MemoryError' }, lost: false },
  { title: 'a fork bomb', code: 'import os, time\nfor _ in range(60):\n    if os.fork() == 0:\n        time.sleep(100)\ntime.sleep(10)', ...processes },
  { title: 'too many threads', code: 'import threading, time\nfor _ in range(60): threading.Thread(target=time.sleep, args=(100,), daemon=True).start()\ntime.sleep(10)', ...processes },
  { title: 'every descriptor taken', code: 'import os, resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))\ntry:\n    while True: os.open("/dev/null", 0)\nexcept OSError: pass', lost: false },
  { title: 'a limit of few descriptors', code: 'import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (4, 4))', lost: false },
  { title: 'a file that is too large', code: 'open("big", "wb").write(b"x" * 3_000_000)', error: { kind: 'program', name: 'OSError' }, limits: { fileSizeMb: 1 }, lost: false },
]

const LEFT: readonly Attack[] = [
  { title: 'a fork that sleeps', code: 'import os, time\nif os.fork() == 0: time.sleep(1000)', lost: false },
  { title: 'a fork that runs on', code: 'import os\nif os.fork() == 0:\n    while True: pass', lost: false },
  { title: 'a fork that ends with the cell', code: 'import os\nos.fork()\nprint("x")', lost: false },
  { title: 'a fork that calls a tool', code: 'import os, sys\nif os.fork() == 0:\n    try: tools.never.answer()\n    except RuntimeError: os._exit(9)\nassert os.waitstatus_to_exitcode(os.wait()[1]) == 9', lost: false },
  { title: 'a thread', code: 'import threading, time\nthreading.Thread(target=time.sleep, args=(1000,)).start()', lost: false },
  { title: 'a busy daemon thread', code: 'import threading\ndef f():\n    while True: pass\nthreading.Thread(target=f, daemon=True).start()', lost: false },
  { title: 'a thread that prints', code: 'import threading\ndef f():\n    while True: print("noise")\nthreading.Thread(target=f, daemon=True).start()', lost: false },
  { title: 'a task', code: 'import asyncio\nt = asyncio.ensure_future(asyncio.sleep(1000))\nawait asyncio.sleep(0)', lost: false },
  { title: 'a child', code: 'import subprocess\nsubprocess.Popen(["sleep", "1000"])', lost: false },
  { title: 'a child in a session of its own', code: 'import subprocess\nsubprocess.Popen(["sleep", "1000"], start_new_session=True)', lost: false },
  { title: 'a child with no environment in a session of its own', code: `import subprocess\nsubprocess.Popen(["sh", "-c", "sleep 1000; : wedging-${process.pid}"], start_new_session=True, env={})`, lost: false },
  { title: 'a child that prints for ever', code: 'import subprocess\nsubprocess.Popen(["yes"])', lost: false },
  { title: 'a process pool', code: 'import concurrent.futures, time\np = concurrent.futures.ProcessPoolExecutor(2)\nf = p.submit(time.sleep, 1000)', lost: false },
  { title: 'a timer that raises in the runtime', code: 'import signal\ndef f(*_): raise ValueError("late")\nsignal.signal(signal.SIGALRM, f)\nsignal.setitimer(signal.ITIMER_REAL, 0.05)', error: 'any', lost: 'either' },
]

describe('the next run answers, and variables are kept where they can be, after', () => {
  it.each(MUCH)('$title', { timeout: 90_000 }, withstands)
  it.each(LEFT)('$title was left running', withstands)
})

it('a guest that dies leaves none of its children', async (context) => {
  if (process.platform !== 'linux') return missingComponent('/proc', 'run this test on Linux', context)
  const session = await openSession({ env: { WEDGING: String(process.pid) } })
  await valueOf(session, 'import subprocess\nfor new in (True, False): subprocess.Popen(["sleep", "1000"], start_new_session=new)')
  expect((await guests()).length).toBe(3)
  await session.run('import os\nos._exit(1)')
  expect(await guests()).toEqual([])
})
