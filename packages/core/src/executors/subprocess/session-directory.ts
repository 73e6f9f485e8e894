import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { temporaryHostFolder } from '../../processes/supervisor.ts'

/** The folders that one session's guests have on the host. They last over resets, and go with the session. */
export interface SessionDirectory {
  /** Where the guest starts, and its home. */
  readonly work: string
  readonly temporary: string
  /** Each guest's own folder lies in here. */
  readonly guests: string
  remove(): Promise<void>
}

/** Makes the folders, for this user alone. */
export async function createSessionDirectory(): Promise<SessionDirectory> {
  const root = await temporaryHostFolder('session')
  const [work, temporary, guests] = [
    path.join(root, 'work'),
    path.join(root, 'tmp'),
    path.join(root, 'guests'),
  ]
  await Promise.all([work, temporary, guests].map((folder) => mkdir(folder, { mode: 0o700 })))
  return { work, temporary, guests, remove: () => rm(root, { recursive: true, force: true, maxRetries: 3 }) }
}
