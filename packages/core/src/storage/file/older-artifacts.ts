import { readdir, realpath, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { contentRevision } from '../digest.ts'
import { artifactNameFault } from '../names.ts'
import type { ArtifactInfo, StorageProblem } from '../storage.ts'
import { isDataFile } from './artifact-files.ts'
import { syncFolder } from './atomic-write.ts'
import { mapLimited } from './map-limited.ts'
import { OlderIndex } from './older-index.ts'
import { readContent, type ContentFacts } from './read-content.ts'
import { StatCache } from './stat-cache.ts'
import { systemCode, systemReason } from './system-error.ts'

/** An artifact that lies in the folder under its own name. */
export interface OlderArtifact {
  readonly info: ArtifactInfo
  readonly path: string
}

/**
 * Artifacts as the older Python system keeps them, and files that people put into the folder: each under its own name,
 * in folders where the name has slashes, with an index `.artifacts.json` that may name them or not.
 */
export class OlderArtifacts {
  readonly #folder: string
  readonly #index: OlderIndex
  readonly #content = new StatCache<ContentFacts>()

  constructor(folder: string) {
    this.#folder = folder
    this.#index = new OlderIndex(folder)
  }

  /** All of them, and what cannot be one. `entries` is what the folder itself holds. */
  async scan(
    entries: readonly string[],
  ): Promise<{ readonly found: readonly OlderArtifact[]; readonly problems: readonly StorageProblem[] }> {
    const problems: StorageProblem[] = []
    const names: string[] = []
    for (const entry of entries)
      if (!entry.startsWith('.') && !isDataFile(entry)) await this.#collect(entry, names, problems)
    this.#content.retain(new Set(names.map((name) => join(this.#folder, name))))
    const found = await mapLimited(names, 8, async (name) => {
      const location = join(this.#folder, name)
      const fault = artifactNameFault(name)
      if (fault !== undefined) {
        const message = `"${location}" is not loaded: "${name}" cannot be the name of an artifact, ${fault}. Rename it.`
        problems.push({ location, message, about: 'artifact' })
        return undefined
      }
      try {
        return await this.find(name)
      } catch (error) {
        const message = `"${location}" could not be read: ${systemReason(error)}.`
        problems.push({ location, message, about: 'artifact' })
        return undefined
      }
    })
    const fault = await this.#index.fault()
    if (fault !== undefined) problems.push(fault)
    return { found: found.filter((one) => one !== undefined), problems }
  }

  /** The artifact of this name, which must be a right one. */
  async find(name: string): Promise<OlderArtifact | undefined> {
    const path = join(this.#folder, name)
    if (isDataFile(name) || !(await this.#isInside(dirname(path)))) return undefined
    let content: ContentFacts
    try {
      content = await this.#content.get(path, (stats) => readContent(path, stats))
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'].includes(systemCode(error) ?? '')) return undefined
      throw error
    }
    const entry = await this.#index.find(name)
    // What is no text cannot be read as one, whatever the index says.
    const format = content.text ? (entry?.format ?? 'text') : 'bytes'
    const info = {
      name,
      format,
      description: entry?.description ?? '',
      metadata: entry?.metadata ?? {},
      sizeBytes: content.sizeBytes,
      digest: content.digest,
      createdAt: entry?.createdAt ?? content.modifiedAt,
    }
    return { info: { ...info, revision: contentRevision(JSON.stringify(info)) }, path }
  }

  /** Call it with the lock held. Does nothing if there is none of this name. */
  async remove(name: string): Promise<void> {
    const path = join(this.#folder, name)
    if ((await this.find(name)) !== undefined) {
      await rm(path, { force: true })
      await syncFolder(dirname(path))
      await this.#removeEmptyFolders(dirname(path))
    }
    await this.#index.remove(name)
  }

  async #collect(name: string, names: string[], problems: StorageProblem[]): Promise<void> {
    const path = join(this.#folder, name)
    try {
      const entries = await readdir(path, { withFileTypes: true })
      if (!(await this.#isInside(path))) {
        const message = `"${path}" is a link that leads out of the folder of artifacts; what is there is not loaded.`
        problems.push({ location: path, message, about: 'artifact' })
        return
      }
      for (const entry of entries)
        if (!entry.name.startsWith('.')) await this.#collect(`${name}/${entry.name}`, names, problems)
    } catch (error) {
      if (systemCode(error) === 'ENOTDIR') names.push(name)
      else if (systemCode(error) !== 'ENOENT')
        problems.push({
          location: path,
          message: `"${path}" could not be read: ${systemReason(error)}.`,
          about: 'artifact',
        })
    }
  }

  /** A link to a folder elsewhere, or to one above itself, is not followed. */
  async #isInside(folder: string): Promise<boolean> {
    if (folder === this.#folder) return true
    try {
      const [root, real] = await Promise.all([realpath(this.#folder), realpath(folder)])
      return real === join(root, folder.slice(this.#folder.length + 1))
    } catch {
      return false
    }
  }

  async #removeEmptyFolders(folder: string): Promise<void> {
    for (let path = folder; path !== this.#folder; path = dirname(path)) {
      try {
        await rmdir(path)
      } catch {
        return
      }
    }
  }
}
