import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { KEPT_HISTORY } from '../limits.ts'
import type { ArtifactInfo } from '../storage.ts'
import { metaKey } from './artifact-meta.ts'
import { writeFileAtomic } from './atomic-write.ts'

/** What artifacts were earlier, without their data: `.history/<name>.json`, newest first. */
export class ArtifactHistory {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Call it with the lock held. */
  async remember(info: ArtifactInfo): Promise<void> {
    await mkdir(this.#folder, { recursive: true })
    const earlier = (await this.#read(info.name)).filter(({ revision }) => revision !== info.revision)
    await writeFileAtomic(this.#path(info.name), JSON.stringify([info, ...earlier].slice(0, KEPT_HISTORY)))
  }

  async list(name: string): Promise<readonly ArtifactInfo[]> {
    return (await this.#read(name)).filter((info) => info.name === name)
  }

  async #read(name: string): Promise<readonly ArtifactInfo[]> {
    try {
      const value: unknown = JSON.parse(await readFile(this.#path(name), 'utf8'))
      return Array.isArray(value) ? value : []
    } catch {
      // None yet, or damaged: a loss of the past must not stop a write.
      return []
    }
  }

  #path(name: string): string {
    return join(this.#folder, `${metaKey(name)}.json`)
  }
}
