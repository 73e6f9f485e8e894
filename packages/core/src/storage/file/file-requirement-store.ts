import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { assertCondition } from '../conditions.ts'
import { contentRevision } from '../digest.ts'
import { readRequirements, replaceRequirements } from '../requirement-lines.ts'
import type { ReadOptions, RequirementStore, Revision, WriteOptions } from '../storage.ts'
import { writeFileAtomic } from './atomic-write.ts'
import { ensureFolder } from './ensure-folder.ts'
import { withFileLock } from './file-lock.ts'
import { systemCode, withSystemErrors } from './system-error.ts'

/** A `requirements.txt` that people can edit. */
export class FileRequirementStore implements RequirementStore {
  readonly #path: string
  readonly #fallback: string | undefined

  /** @param fallback read while the other does not exist, never written */
  constructor(path: string, fallback?: string) {
    this.#path = path
    this.#fallback = fallback
  }

  async list(
    options: ReadOptions = {},
  ): Promise<{ readonly requirements: readonly string[]; readonly revision: Revision }> {
    options.signal?.throwIfAborted()
    const text = (await this.#read()) ?? ''
    options.signal?.throwIfAborted()
    return { requirements: readRequirements(text), revision: contentRevision(text) }
  }

  async replace(requirements: readonly string[], options: WriteOptions = {}): Promise<Revision> {
    options.signal?.throwIfAborted()
    return await withSystemErrors(
      'STORAGE_WRITE_FAILED',
      `"${this.#path}" could not be written`,
      async () => {
        const folder = dirname(this.#path)
        await ensureFolder(folder)
        const lock = options.signal === undefined ? {} : { signal: options.signal }
        return await withFileLock(join(folder, '.requirements.lock'), lock, async () => {
          const before = (await this.#read()) ?? ''
          // An empty list counts as absent, and has a revision all the same: the one that `list` gave.
          const empty = options.ifRevision === 'absent' && before === ''
          assertCondition(
            'The list of packages',
            empty ? undefined : contentRevision(before),
            options.ifRevision,
          )
          const after = replaceRequirements(before, requirements)
          if (after !== before) await writeFileAtomic(this.#path, after)
          return contentRevision(after)
        })
      },
    )
  }

  async #read(): Promise<string | undefined> {
    const text = await readIfThere(this.#path)
    return text === undefined && this.#fallback !== undefined ? await readIfThere(this.#fallback) : text
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  return await withSystemErrors('STORAGE_READ_FAILED', `"${path}" could not be read`, async () => {
    try {
      return await readFile(path, 'utf8')
    } catch (error) {
      if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined
      throw error
    }
  })
}
