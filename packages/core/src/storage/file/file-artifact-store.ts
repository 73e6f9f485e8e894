import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CodeModeError } from '../../errors/code-mode-error.ts'
import { describedAs } from '../artifact-data.ts'
import { assertCondition } from '../conditions.ts'
import { contentRevision } from '../digest.ts'
import { assertArtifactName, nameCollision } from '../names.ts'
import type { ArtifactInfo, ArtifactStore, ArtifactWrite, ReadOptions, WriteOptions } from '../storage.ts'
import { ArtifactHistory } from './artifact-history.ts'
import { type ArtifactMeta, dataFileName, metaKey, metaText, readMeta } from './artifact-meta.ts'
import { ArtifactReader } from './artifact-reader.ts'
import { upload } from './artifact-upload.ts'
import { syncFolder, writeFileAtomic } from './atomic-write.ts'
import { withFileLock } from './file-lock.ts'
import { mapLimited } from './map-limited.ts'
import { StatCache } from './stat-cache.ts'
import { systemCode, withSystemErrors } from './system-error.ts'

/** Artifacts as immutable data files; `.meta/<name>.json` names the one that counts, and replacing it is the commit. */
export class FileArtifactStore implements ArtifactStore {
  readonly #folder: string
  readonly #metaFolder: string
  readonly #history: ArtifactHistory
  readonly #cache = new StatCache<ArtifactMeta>()

  constructor(path: string) {
    this.#folder = path
    this.#metaFolder = join(path, '.meta')
    this.#history = new ArtifactHistory(join(path, '.history'))
  }

  async list(options: ReadOptions = {}): Promise<readonly ArtifactInfo[]> {
    options.signal?.throwIfAborted()
    const files = await this.#metaFiles()
    this.#cache.retain(new Set(files))
    const infos = await mapLimited(files, 16, async (path) => {
      // A damaged one hides nothing else; `get` says what is wrong with it.
      return await this.#meta(path).catch(() => undefined)
    })
    options.signal?.throwIfAborted()
    return infos
      .flatMap((meta) => (meta === undefined ? [] : [meta.info]))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async get(name: string, options: ReadOptions = {}): Promise<ArtifactInfo | undefined> {
    options.signal?.throwIfAborted()
    return (await this.#find(name))?.info
  }

  async open(name: string, options: ReadOptions = {}): ReturnType<ArtifactStore['open']> {
    return await withSystemErrors('STORAGE_READ_FAILED', `Artifact "${name}" could not be read`, async () => {
      let missing: string | undefined
      for (;;) {
        options.signal?.throwIfAborted()
        const meta = await this.#find(name)
        if (meta === undefined) return undefined
        const handle = await open(join(this.#folder, meta.file), 'r').catch(absent)
        if (handle !== undefined)
          return { info: meta.info, data: new ArtifactReader(handle, meta.info, options.signal) }
        // Replaced between the two steps: the next try finds the newer one.
        if (missing === meta.file) throw dataMissing(name, join(this.#folder, meta.file))
        missing = meta.file
      }
    })
  }

  async put(artifact: ArtifactWrite, options: WriteOptions = {}): Promise<ArtifactInfo> {
    options.signal?.throwIfAborted()
    const { name, format } = artifact
    assertArtifactName(name)
    const described = describedAs(artifact)
    return await withSystemErrors(
      'STORAGE_WRITE_FAILED',
      `Artifact "${name}" could not be written`,
      async () => {
        await mkdir(this.#metaFolder, { recursive: true })
        const { path, sizeBytes, digest } = await upload(this.#folder, artifact.data, options.signal)
        const file = dataFileName(name, format, randomUUID().replaceAll('-', ''))
        try {
          return await this.#locked(options.signal, async () => {
            const before = await this.#current(name)
            assertCondition(`Artifact "${name}"`, before.revision, options.ifRevision)
            if (before.otherName !== undefined) throw nameCollision('an artifact', name, before.otherName)
            if (before.meta !== undefined) await this.#history.remember(before.meta.info)
            await rename(path, join(this.#folder, file))
            await syncFolder(this.#folder)
            const info = {
              name,
              format,
              ...described,
              sizeBytes,
              digest,
              createdAt: new Date().toISOString(),
            }
            const text = metaText(info, file)
            await writeFileAtomic(this.#metaPath(name), text)
            if (before.meta !== undefined)
              await rm(join(this.#folder, before.meta.file), { force: true }).catch(() => undefined)
            return { ...info, revision: contentRevision(text) }
          })
        } catch (error) {
          await rm(path, { force: true }).catch(() => undefined)
          await this.#removeUncommitted(name, file)
          throw error
        }
      },
    )
  }

  async delete(name: string, options: WriteOptions = {}): Promise<boolean> {
    options.signal?.throwIfAborted()
    assertArtifactName(name)
    return await withSystemErrors(
      'STORAGE_WRITE_FAILED',
      `Artifact "${name}" could not be deleted`,
      async () => {
        await mkdir(this.#metaFolder, { recursive: true })
        return await this.#locked(options.signal, async () => {
          const before = await this.#current(name)
          assertCondition(`Artifact "${name}"`, before.revision, options.ifRevision)
          if (before.revision === undefined) return false
          if (before.meta !== undefined) await this.#history.remember(before.meta.info)
          await rm(this.#metaPath(name), { force: true })
          await syncFolder(this.#metaFolder)
          if (before.meta !== undefined) await rm(join(this.#folder, before.meta.file), { force: true })
          return true
        })
      },
    )
  }

  async history(name: string, options: ReadOptions = {}): Promise<readonly ArtifactInfo[]> {
    options.signal?.throwIfAborted()
    assertArtifactName(name)
    const current = await this.#find(name).catch(() => undefined)
    return (await this.#history.list(name)).filter(({ revision }) => revision !== current?.info.revision)
  }

  /** What a write meets. One that is damaged has no `meta`, and can still be replaced or deleted. */
  async #current(
    name: string,
  ): Promise<{ readonly revision?: string; readonly meta?: ArtifactMeta; readonly otherName?: string }> {
    try {
      const meta = await readMeta(this.#metaPath(name))
      return meta.info.name === name ? { revision: meta.info.revision, meta } : { otherName: meta.info.name }
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return {}
      if (CodeModeError.isInstance(error)) return { revision: 'damaged' }
      throw error
    }
  }

  async #find(name: string): Promise<ArtifactMeta | undefined> {
    assertArtifactName(name)
    return await withSystemErrors('STORAGE_READ_FAILED', `Artifact "${name}" could not be read`, async () => {
      const meta = await this.#meta(this.#metaPath(name)).catch(absent)
      // The same file belongs to a name that differs only in case.
      return meta?.info.name === name ? meta : undefined
    })
  }

  async #meta(path: string): Promise<ArtifactMeta> {
    return await this.#cache.get(path, () => readMeta(path))
  }

  async #metaFiles(): Promise<readonly string[]> {
    return await withSystemErrors(
      'STORAGE_READ_FAILED',
      `"${this.#metaFolder}" could not be read`,
      async () => {
        const files = (await readdir(this.#metaFolder).catch(absent)) ?? []
        return files
          .filter((file) => file.endsWith('.json') && !file.startsWith('.'))
          .map((file) => join(this.#metaFolder, file))
      },
    )
  }

  #metaPath(name: string): string {
    return join(this.#metaFolder, `${metaKey(name)}.json`)
  }

  async #locked<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    return await withFileLock(join(this.#folder, '.lock'), signal === undefined ? {} : { signal }, work)
  }

  /** After a failure: removes the data unless the failure came after the commit. */
  async #removeUncommitted(name: string, file: string): Promise<void> {
    const committed = await readMeta(this.#metaPath(name)).catch((error: unknown) =>
      systemCode(error) === 'ENOENT' ? undefined : null,
    )
    if (committed === null || committed?.file === file) return
    await rm(join(this.#folder, file), { force: true }).catch(() => undefined)
  }
}

function absent(error: unknown): undefined {
  if (systemCode(error) !== 'ENOENT') throw error
  return undefined
}

function dataMissing(name: string, path: string): CodeModeError {
  return new CodeModeError({
    code: 'STORAGE_READ_FAILED',
    message: `The data of artifact "${name}" is missing: "${path}" does not exist.`,
    hint: 'Save the artifact again, or delete it.',
    details: { name, path },
  })
}
