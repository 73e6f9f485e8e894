import { MemoryStorage, Session } from '@code-mode/core'
import type { SessionOptions } from '@code-mode/core'
import { onTestFinished } from 'vitest'

/** A session that keeps nothing, closed when the test is over. */
export async function openSession(options: SessionOptions = {}): Promise<Session> {
  const session = await Session.open({ storage: new MemoryStorage(), ...options })
  onTestFinished(async () => await session.close())
  return session
}
