import type { SessionOptions } from '@code-mode/core'
import { onTestFinished } from 'vitest'
import { MemoryStorage, Session } from '../../src/index.ts'

/** A session in memory, closed when the test is over. */
export async function openSession(options: SessionOptions = {}): Promise<Session> {
  const session = await Session.open({ storage: new MemoryStorage(), ...options })
  onTestFinished(() => session.close())
  return session
}

/** Runs a program that must succeed, and gives its value. */
export async function valueOf(session: Session, code: string): Promise<unknown> {
  const result = await session.run(code)
  if (!result.ok) throw new Error(`The program failed: ${result.error.traceback}\n${result.error.hint ?? ''}`)
  return result.value ?? null
}
