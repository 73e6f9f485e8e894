import { onTestFinished } from 'vitest'
import { Session, type SessionOptions } from '../../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

export { valueOf } from './value-of.ts'

/** A session on a folder of its own, closed when the test is over. */
export async function openSession(
  options: SessionOptions & { readonly base?: string } = {},
): Promise<Session> {
  const { base, ...rest } = options
  const session = await Session.open(base ?? (await temporaryFolder()), rest)
  onTestFinished(() => session.close())
  return session
}
