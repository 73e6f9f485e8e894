import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { functionTools } from '../../src/index.ts'
import { openSession, valueOf } from '../support/open-session.ts'

const echo = functionTools({
  name: 'echo',
  functions: {
    back: {
      description: 'Gives it back.',
      inputSchema: { type: 'object', properties: { x: { type: 'string' } } },
      execute: ({ x }: { x?: string }) => x ?? null,
    },
  },
})

/** What goes on after the run that begins it: prints "late", calls a tool and prints what came of that. */
const WORK = `import threading, time, sys
def work():
    time.sleep(0.15)
    print("late")
    sys.stderr.write("late error\\n")
    try:
        tools.echo.back(x="late call")
        print("called")
    except Exception as error:
        print(error.code)
`
const SLOW = 'import time\nprint("mine")\ntime.sleep(0.6)\nprint("mine too")\ntools.echo.back(x="mine")'

const LATER: readonly (readonly [string, string])[] = [
  ['a thread', 'threading.Thread(target=work).start()'],
  ['a daemon thread', 'threading.Thread(target=work, daemon=True).start()'],
  ['a thread of a thread', 'threading.Thread(target=lambda: threading.Thread(target=work).start()).start()'],
  ['a bare thread', 'import _thread\n_thread.start_new_thread(work, ())'],
  ['a timer', 'threading.Timer(0.01, work).start()'],
  [
    'a pool',
    'from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(1)\npool.submit(work)',
  ],
  [
    'a pool of multiprocessing',
    'from multiprocessing.pool import ThreadPool\npool = ThreadPool(1)\npool.apply_async(work)',
  ],
  [
    'a thread of asyncio.to_thread',
    'import asyncio\nt = asyncio.ensure_future(asyncio.get_running_loop().run_in_executor(None, work))\nawait asyncio.sleep(0)',
  ],
  [
    'a thread with a loop of its own',
    'import asyncio\nasync def main(): work()\nthreading.Thread(target=lambda: asyncio.run(main())).start()',
  ],
]

describe('what goes on after its run', () => {
  it.each(LATER)('%s: its output is of no later run, and its calls are refused', async (_, start) => {
    const late: [string, string, string][] = []
    const session = await openSession({
      tools: [echo],
      onEvent: (event) => {
        if (event.type === 'background') late.push([event.runId, event.channel, event.text])
      },
    })
    const first = await session.run(`${WORK}print("first", end="")\n${start}`)
    expect(first).toMatchObject({ ok: true, stdout: 'first', stderr: '' })
    const second = await session.run(SLOW)
    expect(second).toMatchObject({
      ok: true,
      value: 'mine',
      stdout: 'mine\nmine too\n',
      stderr: '',
      calls: 1,
    })
    const text = (channel: string): string =>
      late
        .filter((one) => one[1] === channel)
        .map((one) => one[2])
        .join('')
    expect(text('stdout')).toBe('late\nRUN_ENDED\n')
    expect(text('stderr')).toBe('late error\n')
    expect(new Set(late.map(([runId]) => runId))).toEqual(new Set([first.runId]))
  })

  it.each([
    ['a task', 't = asyncio.ensure_future(work())'],
    ['call_later', 'asyncio.get_running_loop().call_later(0.1, lambda: asyncio.ensure_future(work()))'],
    [
      'a task of a task',
      'async def outer(): asyncio.ensure_future(work())\nt = asyncio.ensure_future(outer())',
    ],
  ])('%s of asyncio: the same, when a later run drives the loop', async (_, start) => {
    const late: string[] = []
    const session = await openSession({
      tools: [echo],
      onEvent: (event) => {
        if (event.type === 'background') late.push(event.text)
      },
    })
    await valueOf(
      session,
      `import asyncio\nasync def work():\n    await asyncio.sleep(0.1)\n    print("late")\n    try: await tools.echo.back.call_async(x="late")\n    except Exception as error: print(error.code)\n${start}\nawait asyncio.sleep(0)`,
    )
    const second = await session.run(
      'print("mine")\nawait asyncio.sleep(0.5)\nawait tools.echo.back(x="mine")',
    )
    expect(second).toMatchObject({ ok: true, value: 'mine', stdout: 'mine\n', calls: 1 })
    expect(late.join('')).toBe('late\nRUN_ENDED\n')
  })

  it.each([
    ['a child process', 'import subprocess\nsubprocess.Popen(["sh", "-c", "sleep 0.2; echo late"])'],
    ['a fork', 'import os, time\nif os.fork() == 0:\n    time.sleep(0.2)\n    print("late")'],
    [
      'a fork of a thread',
      'import os, time, threading\ndef f():\n    if os.fork() == 0:\n        time.sleep(0.2)\n        print("late", flush=True)\n        os._exit(0)\nt = threading.Thread(target=f)\nt.start()\nt.join()',
    ],
  ])('%s: its output is of no later run', async (_, start) => {
    const late: [string, string][] = []
    const session = await openSession({
      onEvent: (event) => {
        if (event.type === 'background') late.push([event.runId, event.text])
      },
    })
    const first = await session.run(start)
    const second = await session.run('import time\nprint("mine")\ntime.sleep(0.6)')
    expect(second).toMatchObject({ ok: true, stdout: 'mine\n' })
    expect(late).toEqual([[first.runId, 'late\n']])
  })

  it('counts to its run as long as that goes on, and prints of both come in order', async () => {
    const session = await openSession({ tools: [echo] })
    const result = await session.run(
      `${WORK}import asyncio\nt = threading.Thread(target=work)\nt.start()\nprint("before")\nt.join()\nawait asyncio.to_thread(work)\nprint("after")`,
    )
    expect(result).toMatchObject({
      ok: true,
      stdout: 'before\nlate\ncalled\nlate\ncalled\nafter\n',
      stderr: 'late error\nlate error\n',
      calls: 2,
    })
  })

  it('a pool kept in a variable works for the run that gives it work', async () => {
    const session = await openSession({ tools: [echo] })
    await valueOf(
      session,
      'from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(2)\nlist(pool.map(print, "ab"))',
    )
    const second = await session.run(
      'print(pool.submit(tools.echo.back, x="mine").result())\npool.submit(print, "pooled").result()',
    )
    expect(second).toMatchObject({ ok: true, stdout: 'mine\npooled\n', calls: 1 })
  })

  it('prints of two runs at once never meet in one text', { timeout: 60_000 }, async () => {
    const late: string[] = []
    const session = await openSession({
      onEvent: (event) => {
        if (event.type === 'background') late.push(event.text)
      },
    })
    const first = await session.run(
      'import threading\nstop = False\ndef noise():\n    while not stop: print("noise " * 5)\nthreading.Thread(target=noise, daemon=True).start()',
    )
    for (let round = 0; round < 20; round += 1) {
      const result = await session.run('for i in range(300): print("mine", i)')
      expect(result.stdout).toBe(Array.from({ length: 300 }, (_, i) => `mine ${i}\n`).join(''))
    }
    await session.run('stop = True')
    await sleep(100)
    expect((first.stdout + late.join('')).replaceAll(/(noise ){5}\n/g, '')).toBe('')
  })

  it('displays of an ended run are in no later run', async () => {
    const session = await openSession()
    await valueOf(
      session,
      'import threading, time\ndef f():\n    time.sleep(0.1)\n    display({"late": 1})\nthreading.Thread(target=f).start()',
    )
    expect(await session.run('import time\ntime.sleep(0.3)\ndisplay({"mine": 1})')).toMatchObject({
      displays: [{ data: { 'text/plain': "{'mine': 1}" } }],
    })
  })
})
