import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { CodeModeError, Session, SessionPool, SubprocessExecutor } from '../../../src/index.ts'

const MAX = 4
const KEYS = 12
const USERS = 30
const TURNS = 12

/** The same numbers for the same seed. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

it.each([1, 2, 3, 4, 5, 6])(
  'a crowd shares few sessions: never too many are open, and none stays (seed %i)',
  async (seed) => {
    const next = random(seed)
    const executor = new SubprocessExecutor()
    const open = new Set<Session>()
    let most = 0
    const pool = new SessionPool({
      maxSessions: MAX,
      idleMs: 20,
      create: async (key) => {
        await sleep(next() * 5)
        if (next() < 0.1) throw new Error(`no session for ${key}`)
        const session = await Session.open({ executor })
        open.add(session)
        most = Math.max(most, open.size)
        const close = session.close.bind(session)
        session.close = async () => {
          await sleep(next() * 5)
          await close()
          open.delete(session)
        }
        return session
      },
    })
    const outcomes = new Map<string, number>()
    const use = async (): Promise<void> => {
      const key = String(Math.floor(next() * KEYS))
      if (next() < 0.05) return void (await pool.end(key))
      const session = await pool.get(key)
      await sleep(next() * 5)
      await session.saveArtifact({ name: 'note', data: key })
      await sleep(next() * 3)
      const artifacts = await session.listArtifacts()
      for (const { name } of artifacts) expect((await session.loadArtifact(name))?.value).toBe(key)
    }
    const user = async (): Promise<void> => {
      for (let turn = 0; turn < TURNS; turn += 1) {
        const outcome = await use().then(
          () => 'ok',
          (error: unknown) => (CodeModeError.isInstance(error) ? error.code : (error as Error).name),
        )
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      }
    }
    await Promise.all(Array.from({ length: USERS }, user))
    // Ended by another user, refused because all are busy, and not opened at all: nothing else can happen.
    for (const outcome of outcomes.keys())
      expect(['ok', 'SESSION_LIMIT', 'SESSION_CLOSED', 'Error']).toContain(outcome)
    expect(outcomes.get('ok')).toBeGreaterThan(USERS)
    expect(most).toBeLessThanOrEqual(MAX)
    await pool.close()
    expect([open.size, pool.size]).toEqual([0, 0])
    await executor.close()
  },
)
