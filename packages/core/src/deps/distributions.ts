import { open, readdir } from 'node:fs/promises'
import path from 'node:path'
import { normalizeName } from './requirement.ts'

/** A package as it lies installed in a folder. */
export interface Distribution {
  readonly name: string
  /** {@link normalizeName} of the name. */
  readonly key: string
  readonly version: string
  /** Name of its `.dist-info` folder. */
  readonly infoFolder: string
}

/** The packages installed in a folder, read from their metadata; no interpreter is needed. Empty if it does not exist. */
export async function readDistributions(folder: string): Promise<readonly Distribution[]> {
  const entries = await readdir(folder).catch(() => [])
  const infoFolders = entries.filter((entry) => entry.endsWith('.dist-info'))
  const found = await Promise.all(infoFolders.map((infoFolder) => readDistribution(folder, infoFolder)))
  return found.filter((each) => each !== undefined)
}

async function readDistribution(folder: string, infoFolder: string): Promise<Distribution | undefined> {
  const head = await readHead(path.join(folder, infoFolder, 'METADATA')).catch(() => undefined)
  if (head === undefined) return undefined
  const name = /^Name:\s*(\S+)/im.exec(head)?.[1]
  const version = /^Version:\s*(\S+)/im.exec(head)?.[1]
  if (name === undefined || version === undefined) return undefined
  return { name, key: normalizeName(name), version, infoFolder }
}

/** Name and version come first, before a long description. */
async function readHead(file: string): Promise<string> {
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(8192), position: 0 })
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}
