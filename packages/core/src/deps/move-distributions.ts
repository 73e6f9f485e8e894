import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Distribution } from './distributions.ts'

export interface MoveDistributionsOptions {
  /** On the same file system as `to`. */
  readonly from: string
  readonly to: string
  readonly distributions: readonly Distribution[]
}

/**
 * Moves installed packages, file by file, so that packages which share a namespace folder are merged. All or nothing:
 * what was moved goes away again when a later file fails.
 */
export async function moveDistributions(options: MoveDistributionsOptions): Promise<void> {
  const moved: string[] = []
  try {
    for (const distribution of options.distributions) {
      for (const file of await filesOf(options.from, distribution)) {
        const target = path.join(options.to, file)
        // Two packages that carry the same file: the first one stays, as the guest may have loaded it.
        if (await exists(target)) continue
        await mkdir(path.dirname(target), { recursive: true })
        await rename(path.join(options.from, file), target)
        moved.push(target)
      }
    }
  } catch (error) {
    await Promise.all(moved.map((file) => rm(file, { force: true })))
    throw error
  }
}

/** Paths relative to the folder, the metadata last: it says that the package is there. */
async function filesOf(folder: string, distribution: Distribution): Promise<readonly string[]> {
  const record = await readFile(path.join(folder, distribution.infoFolder, 'RECORD'), 'utf8')
  const code: string[] = []
  for (const row of record.split(/\r?\n/)) {
    const file = path.normalize(firstField(row))
    if (
      row === '' ||
      path.isAbsolute(file) ||
      file.startsWith('..') ||
      file.startsWith(`${distribution.infoFolder}/`)
    )
      continue
    if (await exists(path.join(folder, file))) code.push(file)
  }
  const info = await readdir(path.join(folder, distribution.infoFolder), {
    recursive: true,
    withFileTypes: true,
  })
  const metadata = info
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
  const last = path.join(distribution.infoFolder, 'METADATA')
  return [...new Set(code), ...metadata.filter((file) => file !== last), last]
}

/** RECORD is CSV; a name with a comma or a quote is quoted. */
function firstField(row: string): string {
  if (!row.startsWith('"')) return row.split(',', 1)[0] ?? ''
  const end = /"(?:,|$)/.exec(row.slice(1).replaceAll('""', '\0\0'))?.index ?? row.length
  return row.slice(1, end + 1).replaceAll('""', '"')
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}
