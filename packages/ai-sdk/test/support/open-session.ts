import type { SessionOptions } from '@code-mode/core'
import { onTestFinished } from 'vitest'
import { MemoryStorage, Session } from '../../src/index.ts'

export { valueOf } from '../../../core/test/support/value-of.ts'

/** A session in memory, closed when the test is over. */
export async function openSession(options: SessionOptions = {}): Promise<Session> {
  const session = await Session.open({ storage: new MemoryStorage(), ...options })
  onTestFinished(() => session.close())
  return session
}
