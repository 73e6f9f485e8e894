import { describe, expect, it } from 'vitest'
import { functionTools } from '../../src/index.ts'
import { openSession, valueOf } from '../support/open-session.ts'

const never = functionTools({
  name: 'never',
  functions: {
    answer: {
      description: 'Ignores everything.',
      inputSchema: { type: 'object' },
      execute: () => new Promise(() => {}),
    },
  },
})

async function timed<T>(work: Promise<T>): Promise<readonly [T, number]> {
  const startedAt = performance.now()
  return [await work, performance.now() - startedAt]
}

describe('a run that times out', () => {
  it.each([
    ['in a loop', 'while True:\n    pass'],
    ['in a loop that prints', 'import time\nwhile True:\n    print("old")\n    time.sleep(0.001)'],
    ['in time.sleep', 'import time\ntime.sleep(1000)'],
    ['while a tool call is under way', 'tools.never.answer()'],
    [
      'while gathered tool calls are under way',
      'import asyncio\nawait asyncio.gather(tools.never.answer(), tools.never.answer())',
    ],
    ['in asyncio.sleep', 'import asyncio\nawait asyncio.sleep(1000)'],
    ['in os.system, whose C code ignores the signal', 'import os\nos.system("sleep 1000")'],
    ['in a child process', 'import subprocess\nsubprocess.run(["sleep", "1000"])'],
  ])('%s keeps earlier variables, and the next run answers at once', async (_, code) => {
    const session = await openSession({ tools: [never] })
    await valueOf(session, 'kept = 7')
    const result = await session.run(code, { timeoutMs: 300 })
    expect(result).toMatchObject({ ok: false, stateLost: false, error: { kind: 'timeout' } })
    const [next, elapsedMs] = await timed(session.run('print("new")\nkept + 1'))
    expect(next).toMatchObject({ ok: true, value: 8, stdout: 'new\n', stderr: '', stateLost: false })
    expect(elapsedMs).toBeLessThan(2_000)
  })

  it('while its failure is being said tells the line that failed', async () => {
    const session = await openSession()
    const result = await session.run(
      'class E(Exception):\n    def __str__(self):\n        while True:\n            pass\nraise E()',
      { timeoutMs: 300 },
    )
    expect(result).toMatchObject({ ok: false, stateLost: false, error: { kind: 'timeout', line: 5 } })
  })

  it('is killed when it ignores the interrupt, and the next run says that variables are gone', async () => {
    const session = await openSession()
    await valueOf(session, 'kept = 7')
    const [result, elapsedMs] = await timed(
      session.run('import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass', {
        timeoutMs: 200,
      }),
    )
    expect(result).toMatchObject({ ok: false, stateLost: true, error: { kind: 'timeout' } })
    expect(elapsedMs).toBeLessThan(3_000)
    expect(await session.run('1 + 1')).toMatchObject({ ok: true, value: 2, stateLost: true })
    expect(await session.run('1 + 1')).toMatchObject({ ok: true, value: 2, stateLost: false })
  })
})

describe('an aborted run', () => {
  it('rejects with the reason of the signal, and variables are kept', async () => {
    const session = await openSession()
    await valueOf(session, 'kept = 7')
    const controller = new AbortController()
    const reason = new Error('no longer needed')
    setTimeout(() => controller.abort(reason), 100)
    await expect(session.run('while True:\n    pass', { signal: controller.signal })).rejects.toBe(reason)
    expect(await valueOf(session, 'kept')).toBe(7)
  })

  it('leaves it to the next run to say that variables are gone', async () => {
    const session = await openSession()
    await valueOf(session, 'kept = 7')
    await session.run('import os\nos._exit(1)')
    const aborted = session.run('import time\ntime.sleep(1000)', { signal: AbortSignal.timeout(300) })
    await expect(aborted).rejects.toThrow('timeout')
    expect(await session.run('1 + 1')).toMatchObject({ ok: true, stateLost: true })
    expect(await session.run('1 + 1')).toMatchObject({ ok: true, stateLost: false })
  })

  it('while the guest starts leaves the next run a guest of its own', async () => {
    for (const delayMs of [0, 3, 6, 12]) {
      const session = await openSession()
      const controller = new AbortController()
      const first = session.run('1', { signal: controller.signal }).catch((error: unknown) => error)
      setTimeout(() => controller.abort(new Error('stop')), delayMs)
      expect(await valueOf(session, '6 * 7')).toBe(42)
      await first
    }
  })

  it('that still waits in the queue never starts', async () => {
    const session = await openSession()
    const first = session.run('import time\ntime.sleep(0.3)\nran = []')
    const controller = new AbortController()
    const second = session.run('ran.append(1)', { signal: controller.signal })
    controller.abort(new Error('stop'))
    await expect(second).rejects.toThrow('stop')
    await first
    expect(await valueOf(session, 'ran')).toEqual([])
  })
})

describe('a program that tries to leave', () => {
  it.each([
    ['exit()', 'SystemExit'],
    ['import sys\nsys.exit(3)', 'SystemExit'],
    ['quit()', 'SystemExit'],
    ['input("name? ")', 'EOFError'],
  ])('%j gets a clear error and the session goes on with its variables', async (code, name) => {
    const session = await openSession()
    await valueOf(session, 'kept = 7')
    const result = await session.run(code)
    expect(result).toMatchObject({ ok: false, stateLost: false, error: { kind: 'program', name } })
    expect(await valueOf(session, 'kept')).toBe(7)
  })

  it('by os._exit crashes its interpreter only', async () => {
    const session = await openSession()
    await valueOf(session, 'kept = 7')
    const result = await session.run('import os\nos._exit(1)')
    expect(result).toMatchObject({ ok: false, stateLost: true, error: { kind: 'crashed' } })
    expect(result.ok ? '' : result.error.message).toContain('exit code 1')
    expect(await session.run('1 + 1')).toMatchObject({ ok: true, value: 2, stateLost: true })
  })
})

describe('closing and resetting', () => {
  it('in the middle of a run end it', async () => {
    const session = await openSession()
    const running = session.run('import time\ntime.sleep(1000)')
    await new Promise((resolve) => setTimeout(resolve, 200))
    await session.reset()
    expect(await running).toMatchObject({ ok: false, error: { kind: 'interrupted' } })
    const last = session.run('import time\ntime.sleep(1000)')
    await new Promise((resolve) => setTimeout(resolve, 200))
    await Promise.all([
      session.close(),
      session.close(),
      expect(last).rejects.toMatchObject({ code: 'SESSION_CLOSED' }),
    ])
    await expect(session.run('1')).rejects.toMatchObject({ code: 'SESSION_CLOSED' })
  })
})

describe('a program that leaves a trap for later runs', () => {
  it('with an alarm that nobody handles does not end them', async () => {
    const session = await openSession()
    await valueOf(session, 'import signal\nkept = 7\nsignal.setitimer(signal.ITIMER_REAL, 0.1)')
    expect(await session.run('import time\ntime.sleep(0.3)\nkept')).toMatchObject({ ok: true, value: 7 })
  })
})
