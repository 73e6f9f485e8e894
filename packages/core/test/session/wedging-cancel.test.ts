import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type Session, SubprocessExecutor } from '../../src/index.ts'
import { openSession, valueOf } from '../support/open-session.ts'
import { guests, never } from '../support/wedging.ts'

/** A small generator of numbers, so that a failure comes again. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

const PROGRAMS = [
  'mark = "loop"\nwhile True: pass',
  'mark = "short"\nsum(range(1000))',
  'mark = "flood"\nwhile True: print("flood")',
  'mark = "call"\ntools.never.answer()',
  'mark = "calls"\nimport asyncio\nawait asyncio.gather(*[tools.never.answer() for _ in range(5)])',
  'mark = "list"\nfor _ in range(100000): workflows.list()',
  'mark = "big"\n"x" * 5_000_000',
  'mark = "sleep"\nimport time\ntime.sleep(100)',
  'mark = "error"\nfor _ in range(20):\n    try: 1 / 0\n    except ZeroDivisionError: pass\nraise ValueError("end")',
]

async function answers(session: Session): Promise<void> {
  const startedAt = performance.now()
  expect(await session.run('1 + 1')).toMatchObject({ ok: true, value: 2, stdout: '', stderr: '' })
  expect(performance.now() - startedAt).toBeLessThan(2_000)
}

describe('cancelling', () => {
  it(
    'at any moment rejects with the reason or gives the result, and hits no later run',
    { timeout: 120_000 },
    async () => {
      const session = await openSession({ tools: [never] })
      await valueOf(session, 'kept = 7')
      const next = numbers(20_26)
      for (let round = 0; round < 90; round += 1) {
        const code = PROGRAMS[round % PROGRAMS.length] as string
        const controller = new AbortController()
        const reason = new Error(`reason ${round}`)
        const delayMs = round < PROGRAMS.length ? 0 : next() * (round % 2 === 0 ? 8 : 60)
        const running = session
          .run(code, { signal: controller.signal, timeoutMs: 20_000 })
          .catch((error: unknown) => error)
        if (delayMs > 0) await sleep(delayMs)
        controller.abort(reason)
        const startedAt = performance.now()
        const outcome = await running
        expect(performance.now() - startedAt, code).toBeLessThan(3_000)
        expect(outcome === reason || /short|big|error|list/.test(code), code).toBe(true)
        await answers(session)
        expect(await valueOf(session, 'kept'), `${delayMs} ms: ${code}`).toBe(7)
      }
    },
  )

  it('a run that has only begun to queue, or whose guest is being launched, ends it at once', async () => {
    for (const delayMs of [0, 1, 5, 10, 20, 40]) {
      const session = await openSession()
      const controller = new AbortController()
      const running = session.run('while True: pass', { signal: controller.signal })
      const queued = session.run('print("never")', { signal: controller.signal })
      const both = Promise.allSettled([running, queued])
      await sleep(delayMs)
      controller.abort(new Error('gone'))
      for (const one of await both)
        expect(one).toMatchObject({ status: 'rejected', reason: { message: 'gone' } })
      await answers(session)
      await session.close()
    }
  })

  it('a run that had not begun leaves a launch to those that wait for it too', async () => {
    const session = await openSession()
    const controller = new AbortController()
    const first = session.run('1', { signal: controller.signal }).catch((error: Error) => error.message)
    const second = session.run('2')
    controller.abort(new Error('gone'))
    expect(await first).toBe('gone')
    expect(await second).toMatchObject({ ok: true, value: 2 })
  })
})

describe('many runs at once', () => {
  it('of every kind each get their own result', { timeout: 120_000 }, async () => {
    const session = await openSession({ tools: [never] })
    const kinds = [
      { says: 'ok', code: 'N', result: { ok: true, stateLost: false } },
      {
        says: 'fails',
        code: 'raise ValueError("N")',
        result: { error: { name: 'ValueError' }, stateLost: false },
      },
      { says: 'late', code: 'while True: pass', result: { error: { kind: 'timeout' }, stateLost: false } },
      {
        says: 'gone',
        code: 'import os\nos._exit(N)',
        result: { error: { kind: 'crashed' }, stateLost: true },
      },
      // The first run after a crash says that variables are gone.
      {
        says: 'waits',
        code: 'tools.never.answer()',
        result: { error: { kind: 'timeout' }, stateLost: true },
      },
    ]
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) => {
        const { says, code } = kinds[n % kinds.length] as (typeof kinds)[0]
        const timeoutMs = says === 'late' || says === 'waits' ? 300 : 20_000
        const program = `import time\nprint("${says}", N, flush=True)\ntime.sleep(0.05)\n${code}`
        return session.run(program.replaceAll('N', String(n)), { timeoutMs })
      }),
    )
    for (const [n, result] of results.entries()) {
      const kind = kinds[n % kinds.length] as (typeof kinds)[0]
      expect(result.stdout).toBe(`${kind.says} ${n}\n`)
      expect(result).toMatchObject(kind.result)
      expect(JSON.stringify(result.ok ? result.value : result.error)).toContain(
        kind.says === 'late' || kind.says === 'waits' ? '300 ms' : String(n),
      )
    }
    await answers(session)
  })
})

describe('reset', () => {
  it.each([0, 1, 5, 15, 30, 60, 200])('%d ms after a run began ends or precedes it', async (delayMs) => {
    const session = await openSession()
    const running = session.run('print("begun", flush=True)\nimport time\ntime.sleep(0.5)\n"end"')
    await sleep(delayMs)
    await Promise.all([session.reset(), session.reset()])
    const result = await running
    // Before it began, the run simply gets the next guest.
    expect(result).toMatchObject(
      result.ok
        ? { value: 'end', stdout: 'begun\n', stateLost: false }
        : { stateLost: true, error: { kind: 'interrupted', name: 'Interrupted' } },
    )
    const next = await session.run('1 + 1')
    expect(next).toMatchObject({ ok: true, value: 2, stateLost: false })
  })

  it('in a queue of five ends the one that runs, and the others go on in a new guest', async () => {
    const session = await openSession()
    await valueOf(session, 'x = 1')
    const runs = Array.from({ length: 5 }, (_, n) => session.run(`import time\ntime.sleep(0.2)\n${n}`))
    await sleep(100)
    await session.reset()
    const [first, ...others] = await Promise.all(runs)
    expect(first).toMatchObject({ ok: false, error: { kind: 'interrupted' } })
    expect(others.map((one) => one.ok && one.value)).toEqual([1, 2, 3, 4])
  })
})

describe('close', () => {
  it.each([0, 1, 5, 15, 30, 60, 200])(
    '%d ms after five runs were asked for rejects all of them',
    async (delayMs) => {
      const session = await openSession({ env: { WEDGING: String(process.pid) } })
      const runs = Promise.allSettled(
        Array.from({ length: 5 }, () => session.run('import time\ntime.sleep(100)')),
      )
      await sleep(delayMs)
      const startedAt = performance.now()
      await Promise.all([session.close(), session.close(), session.reset().catch(() => {})])
      for (const one of await runs)
        expect(one).toMatchObject({ status: 'rejected', reason: { code: 'SESSION_CLOSED' } })
      expect(performance.now() - startedAt).toBeLessThan(3_000)
      expect(await guests()).toEqual([])
    },
  )

  it('of the executor under a session makes its run fail with a reason', async () => {
    const executor = new SubprocessExecutor()
    const session = await openSession({ executor })
    await valueOf(session, '1')
    const running = session.run('import time\ntime.sleep(100)')
    await sleep(100)
    await executor.close()
    expect(await running).toMatchObject({ ok: false, error: { kind: 'interrupted' } })
    await expect(session.run('1')).rejects.toMatchObject({ code: 'SESSION_CLOSED' })
  })
})
