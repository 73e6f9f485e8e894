import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { StorageProblem } from '../storage.ts'
import { type ArtifactFolders, identityOf, metaKey, parseDataFileName } from './artifact-files.ts'
import { type ArtifactMeta, readMeta } from './artifact-meta.ts'
import { hasRemains, lacksEntry, listArtifactFiles, recoverArtifacts } from './artifact-recovery.ts'
import { mapLimited } from './map-limited.ts'
import { StatCache } from './stat-cache.ts'
import { systemCode } from './system-error.ts'

/** What the folder holds at one moment. */
export interface IndexScan {
  readonly metas: readonly ArtifactMeta[]
  /** Everything in the folder of data files. */
  readonly entries: readonly string[]
}

/** Reads the entries of a folder of artifacts, and repairs them from the data files when they are missing or wrong. */
export class ArtifactIndex {
  readonly #folders: ArtifactFolders
  readonly #cache = new StatCache<ArtifactMeta>()
  readonly #repaired: StorageProblem[] = []
  #unsolved: readonly StorageProblem[] = []
  #left: ReadonlySet<string> = new Set()

  constructor(folders: ArtifactFolders) {
    this.#folders = folders
  }

  async scan(signal?: AbortSignal): Promise<IndexScan> {
    const first = await this.#scan()
    if (!first.damaged) return first
    await this.repair(signal)
    return await this.#scan()
  }

  /** The entry of this name, after a repair where that may help. Rejects where it is damaged and stays so. */
  async find(name: string, signal?: AbortSignal): Promise<ArtifactMeta | undefined> {
    const path = this.path(name)
    try {
      return own(await this.#meta(path), name)
    } catch (error) {
      const lost = systemCode(error) === 'ENOENT'
      if (!lost && !CodeModeError.isInstance(error)) throw error
      if (!(await this.#hasData(name))) {
        if (lost) return undefined
        throw error
      }
      await this.repair(signal)
      const found = await this.#meta(path).catch(absent)
      return found === undefined ? undefined : own(found, name)
    }
  }

  /** Opens the data of an entry. `undefined` if it is not there (any more). */
  async openData(meta: ArtifactMeta): Promise<FileHandle | undefined> {
    const handle = await open(join(this.#folders.data, meta.file), 'r').catch(absent)
    if (handle !== undefined || meta.staged === undefined) return handle
    // Just after a commit, or where a process was killed there.
    return await open(join(this.#folders.data, meta.staged), 'r').catch(absent)
  }

  /** Repairs if names of entries and data files do not match: cheap where they do. */
  async recover(signal?: AbortSignal): Promise<void> {
    const { data, metas } = await listArtifactFiles(this.#folders)
    if (hasRemains(data, metas) || lacksEntry(data, metas, this.#left)) await this.repair(signal)
  }

  async repair(signal?: AbortSignal): Promise<void> {
    try {
      const { repaired, unsolved, left } = await recoverArtifacts(this.#folders, signal)
      this.#repaired.push(...repaired)
      this.#unsolved = unsolved
      this.#left = new Set(left)
    } catch (error) {
      signal?.throwIfAborted()
      const message = `The entries of the artifacts could not be repaired: ${error instanceof Error ? error.message : String(error)}`
      this.#unsolved = [{ location: this.#folders.meta, message, about: 'artifact' }]
    }
  }

  /** Looks at everything but the bytes of the data. */
  async problems(signal?: AbortSignal): Promise<readonly StorageProblem[]> {
    // What was told earlier may be mended since, by anybody.
    if (this.#unsolved.length > 0) await this.repair(signal)
    const { metas } = await this.scan(signal)
    const missing = await mapLimited(metas, 16, async (meta): Promise<StorageProblem | undefined> => {
      const location = join(this.#folders.data, meta.file)
      const handle = await this.openData(meta)
      const { name, sizeBytes } = meta.info
      if (handle === undefined) {
        // Replaced or deleted since the scan.
        const now = await readMeta(this.path(name)).catch(() => undefined)
        if (now?.file !== meta.file) return undefined
        return { location, message: dataMissing(name, location).message, about: 'artifact' }
      }
      const { size } = await handle.stat().finally(() => handle.close())
      if (size === sizeBytes) return undefined
      const message = `The data of artifact "${name}" is damaged: its ${size} bytes are not the ${sizeBytes} bytes that were saved. Save it again, or delete it.`
      return { location, message, about: 'artifact' }
    })
    return [...this.#repaired, ...this.#unsolved, ...missing.filter((one) => one !== undefined)]
  }

  /** The names of all data files of this artifact, whether an entry names them or not. */
  async dataOf(name: string): Promise<readonly string[]> {
    const { data } = await listArtifactFiles(this.#folders)
    const identity = identityOf(name)
    return data.filter((file) => parseDataFileName(file)?.identity === identity)
  }

  path(name: string): string {
    return join(this.#folders.meta, this.fileName(name))
  }

  fileName(name: string): string {
    return `${metaKey(name)}.json`
  }

  async #scan(): Promise<IndexScan & { readonly damaged: boolean }> {
    const { data, metas: files } = await listArtifactFiles(this.#folders)
    const paths = files.map((file) => join(this.#folders.meta, file))
    this.#cache.retain(new Set(paths))
    let damaged = lacksEntry(data, files, this.#left)
    const unsolved = new Set(this.#unsolved.map(({ location }) => location))
    const metas = await mapLimited(paths, 16, (path) =>
      this.#meta(path).catch((error: unknown) => {
        if (systemCode(error) !== 'ENOENT' && !unsolved.has(path)) damaged = true
        return undefined
      }),
    )
    return { metas: metas.filter((meta) => meta !== undefined), entries: data, damaged }
  }

  async #meta(path: string): Promise<ArtifactMeta> {
    return await this.#cache.get(path, () => readMeta(path))
  }

  async #hasData(name: string): Promise<boolean> {
    return (await this.dataOf(name)).some((file) => !this.#left.has(file))
  }
}

/** For an entry whose data file does not exist. */
export function dataMissing(name: string, path: string): CodeModeError {
  return new CodeModeError({
    code: 'STORAGE_READ_FAILED',
    message: `The data of artifact "${name}" is missing: "${path}" does not exist.`,
    hint: 'Save the artifact again, or delete it.',
    details: { name, path },
  })
}

export function absent(error: unknown): undefined {
  if (systemCode(error) !== 'ENOENT') throw error
  return undefined
}

/** The same file belongs to a name that differs only in case. */
function own(meta: ArtifactMeta, name: string): ArtifactMeta | undefined {
  return meta.info.name === name ? meta : undefined
}
