import { chmod, lstat, mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { temporaryHostFolder } from '../../processes/supervisor.ts'

/** The folders that one session's guests have on the host. They last over resets, and go with the session. */
export interface SessionDirectory {
  /** Where the guest starts, and its home. */
  readonly work: string
  readonly temporary: string
  /** Each guest's own folder lies in here. */
  readonly guests: string
  /** Makes again what a guest removed. */
  restore(): Promise<void>
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
  const restore = async (): Promise<void> => {
    for (const folder of [root, work, temporary, guests]) await ensureFolder(folder)
  }
  await restore()
  return {
    work,
    temporary,
    guests,
    restore,
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 3 }),
  }
}

async function ensureFolder(folder: string): Promise<void> {
  const found = await lstat(folder).catch(() => undefined)
  if (found?.isDirectory() === true) {
    if ((found.mode & 0o700) !== 0o700) await chmod(folder, 0o700)
    return
  }
  await rm(folder, { force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
}
