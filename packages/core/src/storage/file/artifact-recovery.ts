import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { StorageProblem } from '../storage.ts'
import { adopt } from './artifact-adoption.ts'
import {
  type ArtifactFolders,
  byGeneration,
  type DataFileName,
  identityOf,
  identityOfMetaFile,
  isDataFile,
  metaKey,
  parseDataFileName,
} from './artifact-files.ts'
import { type ArtifactMeta, readMeta } from './artifact-meta.ts'
import { syncFolder } from './atomic-write.ts'
import { ensureFolder } from './ensure-folder.ts'
import { withFileLock } from './file-lock.ts'
import { mapLimited } from './map-limited.ts'
import { systemCode, systemReason } from './system-error.ts'
import { isAbandoned, isStagedName } from './temporary-file.ts'

/** What one look through the folders came to. */
export interface Recovery {
  /** What came back, and in which state. */
  readonly repaired: readonly StorageProblem[]
  /** What could not be brought back. */
  readonly unsolved: readonly StorageProblem[]
  /** Data files that stay without an entry, so that nobody looks at them again and again. */
  readonly left: readonly string[]
}

/** What the two folders hold at one moment. The data comes first: it has an entry as long as it has its own name. */
export async function listArtifactFiles(
  folders: ArtifactFolders,
): Promise<{ readonly data: readonly string[]; readonly metas: readonly string[] }> {
  const data = await listFolder(folders.data)
  const metas = await listFolder(folders.meta)
  return { data, metas: metas.filter((file) => file.endsWith('.json') && !file.startsWith('.')) }
}

/** True when there is data of an artifact that has no entry at all. Compares names only. */
export function lacksEntry(
  data: readonly string[],
  metas: readonly string[],
  left: ReadonlySet<string>,
): boolean {
  const files = data.filter((file) => isDataFile(file) && !left.has(file))
  const identities = new Set(metas.map(identityOfMetaFile))
  return files.some((file) => !identities.has(parseDataFileName(file)?.identity))
}

/** True when a process was killed in the middle of a write. In the middle of one that goes on it is true as well. */
export function hasRemains(data: readonly string[], metas: readonly string[]): boolean {
  return data.some(isStagedName) || data.filter(isDataFile).length > metas.length
}

/**
 * Makes index and data agree again, from the data files: finishes or takes back what a killed process left, and gives
 * data without a right entry a new one. The newest generation of a name wins.
 */
export async function recoverArtifacts(folders: ArtifactFolders, signal?: AbortSignal): Promise<Recovery> {
  const options = signal === undefined ? {} : { signal }
  // Under the lock no commit is half done.
  return await withFileLock(join(folders.data, '.lock'), options, () => recover(folders))
}

async function recover(folders: ArtifactFolders): Promise<Recovery> {
  await ensureFolder(folders.meta)
  const { data, metas } = await listArtifactFiles(folders)
  const entries = await readEntries(folders, metas)
  const present = new Set(data)
  for (const file of data.filter(isStagedName)) {
    const owner = entries.right.find(({ staged }) => staged === file)
    if (owner !== undefined && !present.has(owner.file)) {
      await rename(join(folders.data, file), join(folders.data, owner.file))
      present.add(owner.file)
    } else if (owner !== undefined || (await isAbandoned(folders.data, file))) {
      await rm(join(folders.data, file), { force: true })
    }
  }
  const named = new Set(entries.right.map(({ file }) => file))
  const lost = data.filter((file) => !named.has(file)).flatMap((file) => parseDataFileName(file) ?? [])
  const whole = new Set(
    entries.right.filter(({ file }) => present.has(file)).map(({ info }) => identityOf(info.name)),
  )

  // What an entry replaced goes only when the entry is on disk; its writer may not be so far yet.
  await syncFolder(folders.meta)
  const repaired: StorageProblem[] = []
  const unsolved: StorageProblem[] = []
  const left: string[] = []
  const back = new Set<string>()
  for (const [identity, files] of groupByIdentity(lost)) {
    if (identity !== undefined && whole.has(identity)) {
      for (const { file } of files) await rm(join(folders.data, file), { force: true })
      continue
    }
    const [newest, ...older] = files
    if (newest === undefined) continue
    const location = join(folders.data, newest.file)
    try {
      repaired.push({ location, message: await adopt(folders, newest), about: 'artifact' })
      if (identity !== undefined) back.add(identity)
      for (const { file } of older) await rm(join(folders.data, file), { force: true })
    } catch (error) {
      left.push(...files.map(({ file }) => file))
      unsolved.push({
        location,
        message: `"${location}" is not loaded: ${systemReason(error)}`,
        about: 'artifact',
      })
    }
  }
  for (const { identity, location, message } of entries.damaged)
    if (identity === undefined || !back.has(identity)) unsolved.push({ location, message, about: 'artifact' })
  await syncFolder(folders.data)
  return { repaired, unsolved, left }
}

interface DamagedEntry extends StorageProblem {
  readonly identity: string | undefined
}

async function readEntries(
  folders: ArtifactFolders,
  files: readonly string[],
): Promise<{ readonly right: readonly ArtifactMeta[]; readonly damaged: readonly DamagedEntry[] }> {
  const damaged: DamagedEntry[] = []
  const metas = await mapLimited(files, 16, async (file) => {
    const location = join(folders.meta, file)
    try {
      const meta = await readMeta(location)
      if (file === `${metaKey(meta.info.name)}.json`) return meta
      const message = `"${location}" is the entry of another artifact, "${meta.info.name}".`
      damaged.push({ identity: identityOfMetaFile(file), location, message })
      return undefined
    } catch (error) {
      damaged.push({ identity: identityOfMetaFile(file), location, message: systemReason(error) })
      return undefined
    }
  })
  return { right: metas.filter((meta) => meta !== undefined), damaged }
}

/** Newest first in each group. */
function groupByIdentity(
  files: readonly DataFileName[],
): ReadonlyMap<string | undefined, readonly DataFileName[]> {
  const groups = new Map<string | undefined, DataFileName[]>()
  for (const file of files.toSorted((a, b) => byGeneration(a.generation, b.generation))) {
    const group = groups.get(file.identity) ?? []
    group.push(file)
    groups.set(file.identity, group)
  }
  return groups
}

async function listFolder(path: string): Promise<readonly string[]> {
  return await readdir(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return []
    throw error
  })
}
