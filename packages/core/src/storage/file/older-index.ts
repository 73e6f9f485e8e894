import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isObject } from '../artifact-data.ts'
import type { ArtifactFormat, ArtifactInfo, StorageProblem } from '../storage.ts'
import { writeFileAtomic } from './atomic-write.ts'
import { StatCache } from './stat-cache.ts'
import { systemCode, systemReason } from './system-error.ts'

/** What the older index says about one artifact. */
export interface OlderEntry {
  readonly format: ArtifactFormat | undefined
  readonly description: string
  readonly metadata: ArtifactInfo['metadata']
  readonly createdAt: string | undefined
}

const formats: Readonly<Record<string, ArtifactFormat>> = { json: 'json', text: 'text', bytes: 'bytes' }

/** `.artifacts.json` of the older Python system. Read, and written only to take out what was deleted. */
export class OlderIndex {
  readonly #path: string
  readonly #cache = new StatCache<Readonly<Record<string, unknown>>>()

  constructor(folder: string) {
    this.#path = join(folder, '.artifacts.json')
  }

  async find(name: string): Promise<OlderEntry | undefined> {
    const index = await this.#readable()
    const entry = Object.hasOwn(index, name) ? index[name] : undefined
    if (!isObject(entry)) return undefined
    const { description, created_at: createdAt, metadata } = entry as Readonly<Record<string, unknown>>
    const { _data_type: type, ...rest } = isObject(metadata) ? metadata : {}
    return {
      format: typeof type === 'string' && Object.hasOwn(formats, type) ? formats[type] : undefined,
      description: typeof description === 'string' ? description : '',
      metadata: rest,
      createdAt: timeOf(createdAt),
    }
  }

  /** Why it cannot be used. */
  async fault(): Promise<StorageProblem | undefined> {
    try {
      await this.#read()
      return undefined
    } catch (error) {
      const why = systemCode(error) === undefined ? 'it is not a JSON object' : systemReason(error)
      const message = `"${this.#path}" could not be read: ${why}. The artifacts are loaded all the same, without their descriptions.`
      return { location: this.#path, message, about: 'artifact' }
    }
  }

  /** Call it with the lock held. */
  async remove(name: string): Promise<void> {
    const index = await this.#readable()
    if (!Object.hasOwn(index, name)) return
    const kept = Object.fromEntries(Object.entries(index).filter(([key]) => key !== name))
    await writeFileAtomic(this.#path, `${JSON.stringify(kept, null, 2)}\n`)
  }

  async #readable(): Promise<Readonly<Record<string, unknown>>> {
    return await this.#read().catch(() => ({}))
  }

  /** Rejects when there is one that is no index. */
  async #read(): Promise<Readonly<Record<string, unknown>>> {
    try {
      return await this.#cache.get(this.#path, async () => {
        const value: unknown = JSON.parse(await readFile(this.#path, 'utf8'))
        if (!isObject(value)) throw new SyntaxError('no object')
        return value
      })
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return {}
      throw error
    }
  }
}

/** Python writes times with or without a zone; without one they count as UTC. */
function timeOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/u.test(value) ? value : `${value}Z`
  const time = Date.parse(zoned.replace(' ', 'T'))
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}
