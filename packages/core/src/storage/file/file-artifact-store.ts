import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CodeModeError } from '../../errors/code-mode-error.ts'
import { describedAs } from '../artifact-data.ts'
import { assertCondition } from '../conditions.ts'
import { assertArtifactName, collisionKey, nameCollision } from '../names.ts'
import type {
  ArtifactInfo,
  ArtifactStore,
  ArtifactWrite,
  ReadOptions,
  StorageProblem,
  WriteOptions,
} from '../storage.ts'
import { artifactFolders, type ArtifactFolders } from './artifact-files.ts'
import { ArtifactHistory } from './artifact-history.ts'
import { absent, ArtifactIndex, dataMissing } from './artifact-index.ts'
import { type ArtifactMeta, readMeta } from './artifact-meta.ts'
import { ArtifactReader } from './artifact-reader.ts'
import { StagedArtifact } from './artifact-staging.ts'
import { syncFolder } from './atomic-write.ts'
import { ensureFolder } from './ensure-folder.ts'
import { withFileLock } from './file-lock.ts'
import { OlderArtifacts, type OlderArtifact } from './older-artifacts.ts'
import { systemCode, unlessFull, withSystemErrors } from './system-error.ts'
import { stagedName } from './temporary-file.ts'

/** Artifacts as immutable data files; `.meta/<name>.json` names the one that counts, and replacing it is the commit. */
export class FileArtifactStore implements ArtifactStore {
  readonly #folders: ArtifactFolders
  readonly #index: ArtifactIndex
  readonly #history: ArtifactHistory
  readonly #older: OlderArtifacts

  constructor(path: string) {
    this.#folders = artifactFolders(path)
    this.#index = new ArtifactIndex(this.#folders)
    this.#history = new ArtifactHistory(this.#folders)
    this.#older = new OlderArtifacts(path)
  }

  /** Repairs the index if its names do not match those of the data files. */
  async recover(options: ReadOptions = {}): Promise<void> {
    await this.#index.recover(options.signal)
  }

  async list(options: ReadOptions = {}): Promise<readonly ArtifactInfo[]> {
    options.signal?.throwIfAborted()
    return await this.#reading(`"${this.#folders.data}"`, async () => {
      const { metas, entries } = await this.#index.scan(options.signal)
      const { found } = await this.#older.scan(entries)
      options.signal?.throwIfAborted()
      const keys = new Set(metas.map(({ info }) => collisionKey(info.name)))
      const older = found.filter(({ info }) => !keys.has(collisionKey(info.name)))
      return [...metas, ...older].map(({ info }) => info).sort((a, b) => (a.name < b.name ? -1 : 1))
    })
  }

  async get(name: string, options: ReadOptions = {}): Promise<ArtifactInfo | undefined> {
    options.signal?.throwIfAborted()
    assertArtifactName(name)
    return await this.#reading(`Artifact "${name}"`, async () => (await this.#find(name, options))?.info)
  }

  async open(name: string, options: ReadOptions = {}): ReturnType<ArtifactStore['open']> {
    assertArtifactName(name)
    return await this.#reading(`Artifact "${name}"`, async () => {
      let missing: string | undefined
      let misses = 0
      for (;;) {
        options.signal?.throwIfAborted()
        const found = await this.#find(name, options)
        if (found === undefined) return undefined
        const handle =
          'file' in found ? await this.#index.openData(found) : await open(found.path, 'r').catch(absent)
        if (handle !== undefined)
          return { info: found.info, data: new ArtifactReader(handle, found.info, options.signal) }
        if (!('file' in found)) continue
        // Replaced between the two steps: the next try finds the newer one. If not, the entry names a wrong file.
        misses = missing === found.file ? misses + 1 : 1
        missing = found.file
        if (misses === 2) await this.#index.repair(options.signal)
        if (misses === 3) throw dataMissing(name, join(this.#folders.data, found.file))
      }
    })
  }

  async put(artifact: ArtifactWrite, options: WriteOptions = {}): Promise<ArtifactInfo> {
    options.signal?.throwIfAborted()
    const { name } = artifact
    assertArtifactName(name)
    const described = describedAs(artifact)
    return await withSystemErrors(
      'STORAGE_WRITE_FAILED',
      `Artifact "${name}" could not be written`,
      async () => {
        // All that takes long comes before the lock: what is left for it are a few renames.
        const staged = await StagedArtifact.write(
          this.#folders,
          { ...artifact, ...described },
          options.signal,
        )
        let before: CurrentState
        try {
          before = await this.#locked(options.signal, async () => {
            const current = await this.#current(name)
            assertCondition(`Artifact "${name}"`, current.revision, options.ifRevision)
            if (current.otherName !== undefined) throw nameCollision('an artifact', name, current.otherName)
            if (current.meta !== undefined) await this.#history.remember(current.meta)
            staged.commit()
            return current
          })
        } catch (error) {
          await staged.discard()
          throw error
        }
        if (before.meta !== undefined) await this.#history.sync(name)
        await staged.settle()
        // Only now: until the commit is durable, a failure of power could bring the old entry back.
        if (before.meta !== undefined) await staged.removeOther(before.meta)
        return staged.info
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
        await ensureFolder(this.#folders.meta)
        // A lost entry comes back first, or its data would bring it back later.
        await this.#index.find(name, options.signal).catch(() => undefined)
        return await this.#locked(options.signal, async () => {
          const before = await this.#current(name)
          assertCondition(`Artifact "${name}"`, before.revision, options.ifRevision)
          if (before.revision === undefined) return false
          await this.#older.remove(name)
          if (before.damaged === true || before.meta !== undefined) await this.#remove(name, before.meta)
          return true
        })
      },
    )
  }

  async history(name: string, options: ReadOptions = {}): Promise<readonly ArtifactInfo[]> {
    options.signal?.throwIfAborted()
    assertArtifactName(name)
    const current = await this.#find(name, options).catch(() => undefined)
    return (await this.#history.list(name)).filter(({ revision }) => revision !== current?.info.revision)
  }

  async problems(options: ReadOptions = {}): Promise<readonly StorageProblem[]> {
    options.signal?.throwIfAborted()
    return await this.#reading(`"${this.#folders.data}"`, async () => {
      const own = await this.#index.problems(options.signal)
      const { entries } = await this.#index.scan(options.signal)
      return [...own, ...(await this.#older.scan(entries)).problems]
    })
  }

  /** Call it with the lock held. */
  async #remove(name: string, meta: ArtifactMeta | undefined): Promise<void> {
    if (meta !== undefined) {
      await unlessFull(this.#history.remember(meta))
      await this.#history.sync(name)
    }
    const staged = join(this.#folders.data, meta?.staged ?? stagedName())
    // Data without an entry would come back at the next start; under this name it does not.
    if (meta !== undefined) await rename(join(this.#folders.data, meta.file), staged).catch(absent)
    else for (const file of await this.#index.dataOf(name)) await rm(join(this.#folders.data, file))
    await syncFolder(this.#folders.data)
    await rm(this.#index.path(name), { force: true })
    await syncFolder(this.#folders.meta)
    await rm(join(this.#folders.backup, this.#index.fileName(name)), { force: true })
    await syncFolder(this.#folders.backup).catch(absent)
    await rm(staged, { force: true })
    await syncFolder(this.#folders.data)
  }

  /** What a write meets. One that is damaged has no `meta`, and can still be replaced or deleted. */
  async #current(name: string): Promise<CurrentState> {
    try {
      const meta = await readMeta(this.#index.path(name))
      return meta.info.name === name ? { revision: meta.info.revision, meta } : { otherName: meta.info.name }
    } catch (error) {
      if (CodeModeError.isInstance(error)) return { revision: 'damaged', damaged: true }
      if (systemCode(error) !== 'ENOENT') throw error
      const older = await this.#older.find(name)
      return older === undefined ? {} : { revision: older.info.revision }
    }
  }

  async #find(name: string, options: ReadOptions): Promise<ArtifactMeta | OlderArtifact | undefined> {
    return (await this.#index.find(name, options.signal)) ?? (await this.#older.find(name))
  }

  async #reading<T>(what: string, work: () => Promise<T>): Promise<T> {
    return await withSystemErrors('STORAGE_READ_FAILED', `${what} could not be read`, work)
  }

  async #locked<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    return await withFileLock(join(this.#folders.data, '.lock'), signal === undefined ? {} : { signal }, work)
  }
}

interface CurrentState {
  readonly revision?: string
  readonly meta?: ArtifactMeta
  readonly damaged?: true
  readonly otherName?: string
}
