import { link, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { KEPT_HISTORY } from '../limits.ts'
import type { ArtifactInfo } from '../storage.ts'
import { type ArtifactFolders, byGeneration, metaKey, parseDataFileName } from './artifact-files.ts'
import { type ArtifactMeta, readMeta } from './artifact-meta.ts'
import { syncFolder, writeFileAtomic } from './atomic-write.ts'
import { ensureFolder } from './ensure-folder.ts'
import { systemCode } from './system-error.ts'

const pattern = /^([0-9a-f]{32})\.json$/u

/** What artifacts were earlier, without their data: the meta of each generation. */
export class ArtifactHistory {
  readonly #folders: ArtifactFolders

  constructor(folders: ArtifactFolders) {
    this.#folders = folders
  }

  /** Call it with the lock held, just before the meta is replaced or removed. */
  async remember(meta: ArtifactMeta): Promise<void> {
    const folder = this.#folder(meta.info.name)
    const generation = parseDataFileName(meta.file)?.generation
    if (generation === undefined) return
    await ensureFolder(folder)
    const from = join(this.#folders.meta, `${metaKey(meta.info.name)}.json`)
    const to = join(folder, `${generation}.json`)
    try {
      // The same file under a second name: it is on disk already, and its first name is about to go.
      await link(from, to)
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') await writeFileAtomic(to, meta.text)
    }
    for (const old of (await this.#generations(meta.info.name)).slice(KEPT_HISTORY))
      await rm(join(folder, `${old}.json`), { force: true })
  }

  /** Makes what was remembered last durable. */
  async sync(name: string): Promise<void> {
    await syncFolder(this.#folder(name)).catch((error: unknown) => {
      if (systemCode(error) !== 'ENOENT') throw error
    })
  }

  async list(name: string): Promise<readonly ArtifactInfo[]> {
    const infos: ArtifactInfo[] = []
    for (const generation of await this.#generations(name)) {
      // Removed by another process meanwhile, or damaged: a loss of the past stops nobody.
      const meta = await readMeta(join(this.#folder(name), `${generation}.json`)).catch(() => undefined)
      if (meta?.info.name === name) infos.push(meta.info)
    }
    return infos.slice(0, KEPT_HISTORY)
  }

  /** Newest first. */
  async #generations(name: string): Promise<readonly string[]> {
    const files = await readdir(this.#folder(name)).catch(() => [])
    return files.flatMap((file) => pattern.exec(file)?.[1] ?? []).sort(byGeneration)
  }

  #folder(name: string): string {
    return join(this.#folders.history, metaKey(name))
  }
}
