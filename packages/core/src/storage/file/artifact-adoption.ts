import { createHash } from 'node:crypto'
import { lstat, open } from 'node:fs/promises'
import { join } from 'node:path'
import { artifactNameFault } from '../names.ts'
import type { ArtifactInfo } from '../storage.ts'
import { type ArtifactFolders, type DataFileName, generationTime, metaKey } from './artifact-files.ts'
import { type MetaRemains, metaText, readRemains } from './artifact-meta.ts'
import { writeFileAtomic } from './atomic-write.ts'
import { stagedName } from './temporary-file.ts'

/**
 * Gives a data file that has no right entry a new one: name, format, size, digest and time are the file's own;
 * description and metadata come from the second copy, or from what is left of the entry.
 *
 * @returns what was done, for a person
 */
export async function adopt(folders: ArtifactFolders, data: DataFileName): Promise<string> {
  const found = await remains(folders, data)
  const name = data.cut ? (found.name ?? data.name) : data.name
  const fault = artifactNameFault(name)
  if (fault !== undefined) throw new Error(`"${name}" cannot be the name of an artifact, ${fault}.`)
  const { sizeBytes, digest, modified } = await measure(join(folders.data, data.file))
  const info: Omit<ArtifactInfo, 'revision'> = {
    name,
    format: data.format,
    description: found.description ?? '',
    metadata: found.metadata ?? {},
    sizeBytes,
    digest,
    createdAt: found.createdAt ?? new Date(generationTime(data.generation) ?? modified).toISOString(),
  }
  await writeFileAtomic(join(folders.meta, `${metaKey(name)}.json`), metaText(info, data.file, stagedName()))
  const cut =
    data.cut && found.name === undefined ? ' Its name was longer, and is cut to what the file name says.' : ''
  const described =
    found.description === undefined ? ' Its description and metadata, if it had any, are lost.' : ''
  return `The entry of artifact "${name}" was missing or wrong, and was made anew from its data file.${cut}${described}`
}

async function remains(folders: ArtifactFolders, data: DataFileName): Promise<MetaRemains> {
  const key = `${data.cut ? `~${data.identity}` : metaKey(data.name)}.json`
  for (const path of [join(folders.meta, key), join(folders.backup, key)]) {
    const found = await readRemains(path)
    if (found.file === data.file) return found
  }
  return {}
}

async function measure(
  path: string,
): Promise<{ readonly sizeBytes: number; readonly digest: string; readonly modified: number }> {
  const stats = await lstat(path)
  // A link could lead anywhere; data of ours is a file.
  if (!stats.isFile()) throw new Error('it is not a file.')
  const handle = await open(path, 'r')
  try {
    const hash = createHash('sha256')
    let sizeBytes = 0
    for await (const piece of handle.createReadStream({ autoClose: false, highWaterMark: 1024 * 1024 })) {
      hash.update(piece)
      sizeBytes += piece.length
    }
    return { sizeBytes, digest: hash.digest('hex'), modified: stats.mtimeMs }
  } finally {
    await handle.close()
  }
}
