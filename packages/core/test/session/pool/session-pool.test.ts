import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { CodeModeError, Session, SessionPool, SubprocessExecutor } from '../../../src/index.ts'
import type { SessionApi, SessionPoolOptions } from '../../../src/index.ts'

/** A pool of real sessions in memory, on one executor; what it opened is counted. */
function openPool(options: Partial<SessionPoolOptions> = {}): {
  readonly pool: SessionPool
  readonly opened: string[]
} {
  const opened: string[] = []
  const executor = new SubprocessExecutor()
  const pool = new SessionPool({
    create: (key) => {
      opened.push(key)
      return Session.open({ executor })
    },
    ...options,
  })
  onTestFinished(async () => {
    await pool.close()
    await executor.close()
  })
  return { pool, opened }
}

async function valueOf(session: SessionApi, code: string): Promise<unknown> {
  const result = await session.run(code)
  if (!result.ok) throw new Error(result.error.traceback)
  return result.value
}

function gone(pid: number): boolean {
  if (!existsSync(`/proc/${pid}`)) return true
  return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
}

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (CodeModeError.isInstance(error) ? error.code : String(error)),
  )

describe('a pool of sessions', () => {
  it('gives the same session for the same key, opened once also when two ask at a time', async () => {
    const { pool, opened } = openPool()
    const [first, second, other] = await Promise.all([pool.get('a'), pool.get('a'), pool.get('b')])
    expect(first).toBe(second)
    expect(first).toBeInstanceOf(Session)
    expect(first.id).not.toBe(other.id)
    expect(opened).toEqual(['a', 'b'])
    await first.run('x = 42')
    expect(await valueOf(await pool.get('a'), 'x * 2')).toBe(84)
    expect(await valueOf(other, '"x" in globals()')).toBe(false)
    expect(pool.size).toBe(2)
  })

  it('closes the session that was not used for longest to make room, and its next one says that state is lost', async () => {
    const { pool, opened } = openPool({ maxSessions: 2 })
    await (await pool.get('a')).run('x = 1')
    await (await pool.get('b')).run('x = 2')
    expect((await (await pool.get('a')).run('x')).stateLost).toBe(false)
    const c = await pool.get('c')
    expect((await c.run('x = 3')).stateLost).toBe(false)
    expect(pool.size).toBe(2)
    expect(await valueOf(await pool.get('a'), 'x')).toBe(1)
    const back = await pool.get('b')
    await back.listWorkflows()
    const lost = await back.run('x')
    expect(lost.stateLost).toBe(true)
    expect(lost.ok).toBe(false)
    expect((await back.run('1')).stateLost).toBe(false)
    expect(opened).toEqual(['a', 'b', 'c', 'b'])
  })

  it('never has more sessions open than allowed, those on their way out included', async () => {
    let open = 0
    let most = 0
    const { pool } = openPool({
      maxSessions: 2,
      create: async () => {
        open += 1
        most = Math.max(most, open)
        const session = await Session.open({})
        const close = session.close.bind(session)
        session.close = async () => {
          await sleep(50)
          await close()
          open -= 1
        }
        return session
      },
    })
    for (const key of ['a', 'b', 'c', 'd', 'e']) await (await pool.get(key)).listWorkflows()
    expect(most).toBe(2)
  })

  it('refuses another session while all are busy, and has room when one is done', async () => {
    const { pool } = openPool({ maxSessions: 1 })
    const a = await pool.get('a')
    const run = a.run('import time; time.sleep(1); x = 1')
    const refused = await pool.get('b').catch((error: unknown) => error)
    expect(refused).toMatchObject({
      code: 'SESSION_LIMIT',
      message: 'All 1 sessions are busy, which is the limit.',
      details: { maxSessions: 1 },
    })
    expect((await run).ok).toBe(true)
    expect(await valueOf(await pool.get('b'), '2')).toBe(2)
  })

  it('does not take away what it has just handed out', async () => {
    const { pool } = openPool({ maxSessions: 1 })
    const use = async (key: string): Promise<unknown> => {
      const session = await pool.get(key)
      await sleep(100)
      return valueOf(session, '7')
    }
    const [a, b] = await Promise.allSettled([use('a'), use('b')])
    expect(a).toEqual({ status: 'fulfilled', value: 7 })
    expect(b.status === 'fulfilled' || (b.reason as CodeModeError).code === 'SESSION_LIMIT').toBe(true)
  })

  it('closes a session that nobody used for a while, with its process, and none that is at work', async () => {
    const { pool } = openPool({ idleMs: 300 })
    const session = await pool.get('a')
    const pid = (await valueOf(session, 'import os; os.getpid()')) as number
    expect((await session.run('import time; time.sleep(0.9)')).ok).toBe(true)
    expect(pool.size).toBe(1)
    await vi.waitFor(() => expect(pool.size).toBe(0), { timeout: 10_000 })
    await vi.waitFor(() => expect(gone(pid)).toBe(true), { timeout: 10_000 })
    expect(await codeOf(session.run('1'))).toBe('SESSION_CLOSED')
    expect((await (await pool.get('a')).run('1')).stateLost).toBe(true)
  })

  it('says nothing of lost state where there was none', async () => {
    const { pool } = openPool({ maxSessions: 1 })
    await (await pool.get('never ran')).listWorkflows()
    const reset = await pool.get('reset')
    await reset.run('x = 1')
    await reset.reset()
    const ended = await pool.get('ended')
    await ended.run('x = 1')
    expect(await pool.end('ended')).toBe(true)
    expect(await pool.end('ended')).toBe(false)
    for (const key of ['never ran', 'reset', 'ended'])
      expect((await (await pool.get(key)).run('1')).stateLost).toBe(false)
  })

  it('tells of lost state also when the run that lost it was aborted, and when the news was lost as well', async () => {
    const { pool } = openPool({ maxSessions: 1 })
    const aborted = (await pool.get('a')).run('import time; time.sleep(30)', {
      signal: AbortSignal.timeout(500),
    })
    await expect(aborted).rejects.toThrow('timeout')
    await (await pool.get('b')).run('1')
    await (await pool.get('a')).listWorkflows()
    await (await pool.get('b')).run('1')
    expect((await (await pool.get('a')).run('1')).stateLost).toBe(true)
  })

  it('does not remember that opening failed', async () => {
    let tries = 0
    const { pool } = openPool({
      create: async () => {
        tries += 1
        if (tries === 1) throw new Error('not today')
        return Session.open({})
      },
    })
    const both = await Promise.allSettled([pool.get('a'), pool.get('a')])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect([tries, pool.size]).toEqual([1, 0])
    expect(await (await pool.get('a')).listWorkflows()).toEqual([])
  })

  it('ends with the session that its user closes', async () => {
    const { pool, opened } = openPool()
    const session = await pool.get('a')
    await session.close()
    expect(pool.size).toBe(0)
    expect(await codeOf(session.run('1'))).toBe('SESSION_CLOSED')
    expect(await valueOf(await pool.get('a'), '1')).toBe(1)
    expect(opened).toEqual(['a', 'a'])
  })

  it('an abort ends the waiting, not the opening', async () => {
    let opened = 0
    const { pool } = openPool({
      create: async () => {
        opened += 1
        await sleep(200)
        return Session.open({})
      },
    })
    await expect(pool.get('a', { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone')
    expect(pool.size).toBe(0)
    const controller = new AbortController()
    const waiting = pool.get('a', { signal: controller.signal })
    controller.abort(new Error('left'))
    await expect(waiting).rejects.toThrow('left')
    expect(await (await pool.get('a')).listWorkflows()).toEqual([])
    expect([opened, pool.size]).toEqual([1, 1])
  })

  it('closes all at its end, also what is being opened and what is at work, once', async () => {
    const executor = new SubprocessExecutor()
    onTestFinished(() => executor.close())
    const sessions: Session[] = []
    const { pool } = openPool({
      create: async (key) => {
        if (key === 'slow') await sleep(300)
        const session = await Session.open({ executor })
        sessions.push(session)
        return session
      },
    })
    const busy = await pool.get('busy')
    const pid = (await valueOf(busy, 'import os; os.getpid()')) as number
    const run = codeOf(busy.run('import time; time.sleep(30)'))
    const slow = codeOf(pool.get('slow'))
    // Its opening has begun.
    await sleep(50)
    const atOnce = codeOf(pool.get('at once'))
    const closing = pool.close()
    expect(pool.close()).toBe(closing)
    await closing
    expect(await run).toBe('SESSION_CLOSED')
    expect([await slow, await atOnce]).toEqual(['SESSION_CLOSED', 'SESSION_CLOSED'])
    expect(await codeOf(pool.get('new'))).toBe('SESSION_CLOSED')
    expect(sessions).toHaveLength(2)
    for (const session of sessions) expect(await codeOf(session.run('1'))).toBe('SESSION_CLOSED')
    await vi.waitFor(() => expect(gone(pid)).toBe(true), { timeout: 10_000 })
    expect(pool.size).toBe(0)
  })

  it.each([
    [{}, 'SessionPool needs create'],
    [{ create: () => {}, maxSession: 3 }, 'no option "maxSession". Did you mean "maxSessions"?'],
    [{ create: () => {}, maxSessions: 0 }, 'maxSessions must be a whole number above 0, not 0'],
    [{ create: () => {}, idleMs: Number.NaN }, 'idleMs must be a number of milliseconds above 0'],
  ])('refuses %o', (options, message) => {
    expect(() => new SessionPool(options as unknown as SessionPoolOptions)).toThrow(message)
  })
})
