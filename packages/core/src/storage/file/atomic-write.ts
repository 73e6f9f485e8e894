import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemCode } from './system-error.ts'
import { temporaryPath } from './temporary-file.ts'

/** Replaces a file by one with this content: after a crash there is the old one or the new one, complete. */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = await writeTemporary(dirname(path), content)
  try {
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(path))
}

/**
 * Content under a temporary name, on disk when this returns: what takes long is done before a lock is taken, and only
 * the rename is left for later. Whatever fails leaves no file.
 */
export async function writeTemporary(folder: string, content: string | Uint8Array): Promise<string> {
  const temporary = temporaryPath(folder)
  try {
    const handle = await open(temporary, 'wx')
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
  return temporary
}

/** Makes renames and deletions in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  let handle
  try {
    handle = await open(folder, 'r')
    await handle.sync()
  } catch (error) {
    // Some file systems cannot do this to a folder; the rename itself has happened.
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EBADF'].includes(systemCode(error) ?? ''))
      throw error
  } finally {
    await handle?.close()
  }
}
