import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isDataFile, readMeta } from './artifact-meta.ts'
import { withFileLock } from './file-lock.ts'
import { mapLimited } from './map-limited.ts'

/**
 * Removes data files that no artifact names: a process was killed just before its commit, or just after the commit that
 * replaced them. Looks closer only when there are more data files than artifacts.
 */
export async function removeOrphans(folder: string, signal?: AbortSignal): Promise<void> {
  if (!(await mayHaveOrphans(folder))) return
  // Under the lock no data file waits for its commit.
  await withFileLock(join(folder, '.lock'), signal === undefined ? {} : { signal }, async () => {
    const metaFolder = join(folder, '.meta')
    const metas = await mapLimited(await metaFiles(folder), 16, (file) =>
      readMeta(join(metaFolder, file)).catch(() => undefined),
    )
    // The data of a damaged artifact looks like an orphan and may still be saved by a person.
    if (metas.includes(undefined)) return
    const named = new Set(metas.map((meta) => meta?.file))
    const files = await readdir(folder)
    for (const file of files)
      if (isDataFile(file) && !named.has(file)) await rm(join(folder, file), { force: true })
  })
}

async function mayHaveOrphans(folder: string): Promise<boolean> {
  const [files, metas] = await Promise.all([readdir(folder), metaFiles(folder)])
  return files.filter(isDataFile).length > metas.length
}

async function metaFiles(folder: string): Promise<readonly string[]> {
  const files = await readdir(join(folder, '.meta'))
  return files.filter((file) => file.endsWith('.json') && !file.startsWith('.'))
}
