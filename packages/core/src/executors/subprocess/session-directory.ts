import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

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
  // The real path, because what the guest calls its working directory should be what the host calls it.
  const root = await mkdtemp(path.join(await realpath(tmpdir()), 'code-mode-session-'))
  const [work, temporary, guests] = [
    path.join(root, 'work'),
    path.join(root, 'tmp'),
    path.join(root, 'guests'),
  ]
  await Promise.all([work, temporary, guests].map((folder) => mkdir(folder, { mode: 0o700 })))
  return { work, temporary, guests, remove: () => rm(root, { recursive: true, force: true, maxRetries: 3 }) }
}
