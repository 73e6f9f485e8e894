import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * The bytes of a cache file, if it can be trusted: a regular file of this user that nobody else can write. Undefined
 * otherwise: a cache is never a reason to fail.
 */
export async function readCacheFile(file: string): Promise<Buffer | undefined> {
  const handle = await open(file, 'r').catch(() => undefined)
  if (handle === undefined) return undefined
  try {
    const info = await handle.stat()
    const isOurs = process.getuid === undefined || info.uid === process.getuid()
    if (!info.isFile() || !isOurs || (info.mode & 0o022) !== 0) return undefined
    return await handle.readFile()
  } catch {
    return undefined
  } finally {
    await handle.close()
  }
}

/** Writes a cache file whole or not at all, for this user alone. Failure is silent: the work is only done again. */
export async function writeCacheFile(file: string, data: string | Uint8Array): Promise<void> {
  const aside = `${file}.${randomUUID()}`
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
    await writeFile(aside, data, { mode: 0o600, flag: 'wx' })
    await rename(aside, file)
  } catch {
    await rm(aside, { force: true }).catch(() => {})
  }
}
