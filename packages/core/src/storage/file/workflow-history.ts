import { link, lstat, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { contentRevision } from '../digest.ts'
import { KEPT_HISTORY } from '../limits.ts'
import type { StoredWorkflow } from '../storage.ts'
import { syncFolder, writeFileAtomic } from './atomic-write.ts'
import { ensureFolder } from './ensure-folder.ts'
import { systemCode } from './system-error.ts'

const pattern = /^(\d{8})-(\d+)\.py$/u

/** Earlier states of workflows: `.history/<name>/<number>-<time>.py`, the time in milliseconds since 1970. */
export class WorkflowHistory {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Call it with the lock held. */
  async remember(state: StoredWorkflow): Promise<void> {
    const folder = join(this.#folder, state.name)
    await ensureFolder(folder)
    const files = await this.#files(state.name)
    // A process was killed after this step of the same write.
    if (files[0] !== undefined && (await readFile(join(folder, files[0]), 'utf8')) === state.source) return
    const number = 1 + Number(pattern.exec(files[0] ?? '')?.[1] ?? 0)
    const file = `${String(number).padStart(8, '0')}-${Date.parse(state.updatedAt)}.py`
    await keep(state, join(folder, file))
    for (const old of files.slice(KEPT_HISTORY - 1)) await rm(join(folder, old), { force: true })
  }

  /** Makes what was remembered last durable. */
  async sync(name: string): Promise<void> {
    await syncFolder(join(this.#folder, name)).catch(absent)
  }

  /** Newest first. */
  async list(name: string): Promise<readonly StoredWorkflow[]> {
    const states: StoredWorkflow[] = []
    for (const file of (await this.#files(name)).slice(0, KEPT_HISTORY)) {
      const location = join(this.#folder, name, file)
      const source = await readFile(location, 'utf8').catch(absent)
      // Removed by another process meanwhile.
      if (source === undefined) continue
      const updatedAt = new Date(Number(pattern.exec(file)?.[2] ?? 0)).toISOString()
      states.push({
        name,
        language: 'python',
        source,
        revision: contentRevision(source),
        updatedAt,
        location,
      })
    }
    return states
  }

  async #files(name: string): Promise<readonly string[]> {
    const files = (await readdir(join(this.#folder, name)).catch(absent)) ?? []
    return files
      .filter((file) => pattern.test(file))
      .sort()
      .reverse()
  }
}

/** Gives the file a second name: the first one is about to be replaced or removed, so nobody edits it any more. */
async function keep(state: StoredWorkflow, path: string): Promise<void> {
  try {
    const stats = await lstat(state.location)
    // A link, or a file that has other names, may still be written by its owner.
    if (!stats.isFile() || stats.nlink > 1) throw new Error('not a file of its own')
    await link(state.location, path)
  } catch {
    await writeFileAtomic(path, state.source)
  }
}

function absent(error: unknown): undefined {
  if (systemCode(error) !== 'ENOENT') throw error
  return undefined
}
