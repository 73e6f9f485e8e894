import { onTestFinished } from 'vitest'
import { Session, type SessionOptions } from '../../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A session on a folder of its own, closed when the test is over. */
export async function openSession(
  options: SessionOptions & { readonly base?: string } = {},
): Promise<Session> {
  const { base, ...rest } = options
  const session = await Session.open(base ?? (await temporaryFolder()), rest)
  onTestFinished(() => session.close())
  return session
}

/** Runs a program that must succeed, and gives its value. */
export async function valueOf(session: Session, code: string): Promise<unknown> {
  const result = await session.run(code)
  if (!result.ok) throw new Error(`The program failed: ${result.error.traceback}\n${result.error.hint ?? ''}`)
  return result.value ?? null
}
