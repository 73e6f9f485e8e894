import { renameSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { contentRevision } from '../digest.ts'
import type { ArtifactInfo, ArtifactWrite } from '../storage.ts'
import { type ArtifactFolders, dataFileName, metaKey, newGeneration } from './artifact-files.ts'
import { type ArtifactMeta, metaText } from './artifact-meta.ts'
import { upload } from './artifact-upload.ts'
import { syncFolder, writeTemporary } from './atomic-write.ts'
import { ensureFolder } from './ensure-folder.ts'
import { stagedName } from './temporary-file.ts'

/**
 * One generation of an artifact that is on disk in full, and becomes the current one by {@link commit}.
 *
 * Its data lies under a name that is no data file's, so that whoever finds it without an entry knows that it was never
 * committed; a data file without an entry, on the other hand, has lost it.
 */
export class StagedArtifact {
  readonly info: ArtifactInfo
  readonly #folders: ArtifactFolders
  readonly #file: string
  readonly #staged: string
  readonly #meta: string
  readonly #backup: string | undefined
  #committed = false

  private constructor(
    folders: ArtifactFolders,
    parts: { info: ArtifactInfo; file: string; staged: string; meta: string; backup: string | undefined },
  ) {
    this.#folders = folders
    this.info = parts.info
    this.#file = parts.file
    this.#staged = parts.staged
    this.#meta = parts.meta
    this.#backup = parts.backup
  }

  static async write(
    folders: ArtifactFolders,
    artifact: Required<ArtifactWrite>,
    signal: AbortSignal | undefined,
  ): Promise<StagedArtifact> {
    const { name, format, description, metadata } = artifact
    await ensureFolder(folders.meta)
    const staged = stagedName()
    const data = join(folders.data, staged)
    const { sizeBytes, digest } = await upload(data, artifact.data, signal)
    try {
      await syncFolder(folders.data)
      const file = dataFileName(name, format, newGeneration())
      const createdAt = new Date().toISOString()
      const info = { name, format, description, metadata, sizeBytes, digest, createdAt }
      const text = metaText(info, file, staged)
      const meta = await writeTemporary(folders.meta, text)
      // The data file itself says all the rest.
      const told = description === '' && Object.keys(metadata).length === 0 && !file.includes('~')
      const backup = told ? undefined : await writeBackup(folders, text, meta)
      return new StagedArtifact(folders, {
        info: { ...info, revision: contentRevision(text) },
        file,
        staged,
        meta,
        backup,
      })
    } catch (error) {
      await rm(data, { force: true }).catch(() => undefined)
      throw error
    }
  }

  /** Makes it the current one. Call it with the lock held: at once, so that nobody waits long for it. */
  commit(): void {
    const file = `${metaKey(this.info.name)}.json`
    if (this.#backup !== undefined) renameSync(this.#backup, join(this.#folders.backup, file))
    renameSync(this.#meta, join(this.#folders.meta, file))
    this.#committed = true
    try {
      renameSync(this.#path(this.#staged), this.#path(this.#file))
    } catch {
      // The data is found under both names, and gets this one at the next start.
    }
  }

  /** Makes the commit durable. */
  async settle(): Promise<void> {
    const folders = [this.#folders.data, this.#folders.meta]
    if (this.#backup !== undefined) folders.push(this.#folders.backup)
    await Promise.all(folders.map(syncFolder))
  }

  /** Takes everything back that is not committed. */
  async discard(): Promise<void> {
    if (this.#committed) return
    for (const path of [this.#path(this.#staged), this.#meta, this.#backup])
      if (path !== undefined) await rm(path, { force: true }).catch(() => undefined)
  }

  /** Removes the data of the generation that this one replaced. */
  async removeOther(meta: ArtifactMeta): Promise<void> {
    for (const file of [meta.file, meta.staged])
      if (file !== undefined) await rm(this.#path(file), { force: true }).catch(() => undefined)
  }

  #path(file: string): string {
    return join(this.#folders.data, file)
  }
}

async function writeBackup(folders: ArtifactFolders, text: string, meta: string): Promise<string> {
  try {
    await ensureFolder(folders.backup)
    return await writeTemporary(folders.backup, text)
  } catch (error) {
    await rm(meta, { force: true }).catch(() => undefined)
    throw error
  }
}
