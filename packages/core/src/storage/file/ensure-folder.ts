import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from './atomic-write.ts'
import { systemCode } from './system-error.ts'

/**
 * Makes a folder with its parents, durably, one level at a time. Not by `recursive`: below a folder that takes no entries
 * (`/proc`) Node's own never ends.
 *
 * @throws the system's error, ENOTDIR where a file is in the way
 */
export async function ensureFolder(folder: string): Promise<void> {
  const missing: string[] = []
  for (let path = folder; !(await isFolder(path)); path = dirname(path)) missing.push(path)
  for (const path of missing.toReversed()) {
    try {
      await mkdir(path)
      await syncFolder(dirname(path))
    } catch (error) {
      // Another process may have made it meanwhile.
      if (systemCode(error) !== 'EEXIST' || !(await isFolder(path))) throw error
    }
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw error
  }
}
