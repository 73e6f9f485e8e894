import { expect } from 'vitest'
import type { Session } from '../../../src/index.ts'

/** Another session of the same host, busy all the while: it must answer right, and soon. */
export async function witnessed(session: Session, work: () => Promise<void>): Promise<void> {
  const state = { over: false }
  let answers = 0
  let slowest = 0
  const watching = (async (): Promise<void> => {
    await session.run('counter = 0')
    while (!state.over || answers === 0) {
      const startedAt = performance.now()
      const result = await session.run('counter += 1\ncounter')
      slowest = Math.max(slowest, performance.now() - startedAt)
      answers += 1
      expect(result).toMatchObject({ ok: true, value: answers, stateLost: false })
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })()
  try {
    await work()
  } finally {
    state.over = true
    await watching
  }
  // A millisecond when alone: machines may be slow, but nothing may stand still.
  expect(slowest).toBeLessThan(3_000)
}
