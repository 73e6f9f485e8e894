import type { Crash, Remainder, Stop, ToolKind } from './plan.ts'

/** Programs that do not end by themselves. */
export const STOPS: Readonly<Record<Stop, string>> = {
  loop: 'while True:\n    pass',
  sleep: 'import time\ntime.sleep(1000)',
  'native code': 'sum(range(10**12))',
  swallowing:
    'while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass',
  'mute tool': 'tools.host.never()',
  child: 'import subprocess\nsubprocess.run(["sleep", "1000"])',
  'gathered tools':
    'import asyncio\nawait asyncio.gather(*[tools.host.never() for _ in range(5)], tools.pause(seconds=1000))',
}

/** Programs that end their interpreter. */
export const CRASHES: Readonly<Record<Crash, string>> = {
  'os._exit': 'import os\nos._exit(3)',
  'segmentation fault': 'import ctypes\nctypes.string_at(0)',
  SIGKILL: 'import os\nos.kill(os.getpid(), 9)',
  memory: 'blocks = []\nwhile True:\n    blocks.append(bytearray(b"x") * 8_000_000)',
  'closed wire': 'import os\nos.closerange(3, 64)',
  'garbage on the wire':
    'import os\nfor fd in range(3, 32):\n    try:\n        os.write(fd, b"\\xff" * 64)\n    except OSError:\n        pass',
}

/** Programs that leave something running that prints late. */
export const REMAINDERS: Readonly<Record<Remainder, string>> = {
  thread:
    'import threading, time\ndef late():\n    time.sleep(0.05)\n    print("LATE")\nthreading.Thread(target=late, daemon=True).start()',
  task: 'import asyncio\nasync def late():\n    await asyncio.sleep(0.05)\n    print("LATE")\nleft = asyncio.ensure_future(late())\nawait asyncio.sleep(0)',
  child: 'import subprocess\nleft = subprocess.Popen(["sh", "-c", "sleep 0.05; echo LATE"])',
  fork: 'import os, time\nif os.fork() == 0:\n    time.sleep(0.05)\n    print("LATE", flush=True)\n    os._exit(0)',
}

const CALLS: Readonly<Record<ToolKind, string>> = {
  function: 'tools.host.double(n=21)',
  'failing function': 'tools.host.fail()',
  program: 'tools.pause(seconds=0)',
  'failing program': 'tools.broken()',
  server: 'tools.server.double(n=21)',
}

/** Calls of one tool, side by side or one after the other; the value is the list of answers. */
export function callsOf(tool: ToolKind, times: number, gathered: boolean): string {
  const calls = Array.from({ length: times }, () => CALLS[tool])
  return gathered
    ? `import asyncio\nawait asyncio.gather(${calls.join(', ')}, return_exceptions=True)\nNone`
    : `[${calls.join(', ')}]`
}
