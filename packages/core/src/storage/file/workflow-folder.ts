import { readdir, readFile } from 'node:fs/promises'
import { isUtf8 } from 'node:buffer'
import { join } from 'node:path'
import { CodeModeError } from '../../errors/code-mode-error.ts'
import { contentRevision } from '../digest.ts'
import { assertSize, MAX_SOURCE_BYTES } from '../limits.ts'
import { workflowNameExample, workflowNameFault } from '../names.ts'
import type { StorageProblem, StoredWorkflow } from '../storage.ts'
import { mapLimited } from './map-limited.ts'
import { StatCache } from './stat-cache.ts'
import { systemCode, systemReason } from './system-error.ts'

/** What a folder of programs holds at one moment. */
export interface WorkflowScan {
  readonly workflows: readonly StoredWorkflow[]
  readonly problems: readonly StorageProblem[]
}

/** Reads the programs that lie in a folder, as people and other processes leave them there. */
export class WorkflowFolder {
  readonly path: string
  readonly #cache = new StatCache<StoredWorkflow>()

  constructor(path: string) {
    this.path = path
  }

  fileOf(name: string): string {
    return join(this.path, `${name}.py`)
  }

  /** The names of files that may be workflows, the folder's order aside. */
  async fileNames(): Promise<readonly string[]> {
    const all = await readdir(this.path).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return []
      throw unreadable(this.path, error)
    })
    return all.filter((file) => file.endsWith('.py') && !file.startsWith('.') && !file.startsWith('_')).sort()
  }

  async scan(): Promise<WorkflowScan> {
    const files = await this.fileNames()
    this.#cache.retain(new Set(files.map((file) => join(this.path, file))))
    const workflows: StoredWorkflow[] = []
    const problems: StorageProblem[] = []
    await mapLimited(files, 16, async (file) => {
      const location = join(this.path, file)
      const name = file.slice(0, -'.py'.length)
      const fault = workflowNameFault(name)
      if (fault !== undefined) {
        const message = `"${file}" is not loaded: "${name}" cannot be the name of a workflow, ${fault}. Rename it, for instance to "${workflowNameExample(name)}.py".`
        problems.push({ location, message })
        return
      }
      try {
        const found = await this.read(name)
        if (found !== undefined) workflows.push(found)
      } catch (error) {
        if (!CodeModeError.isInstance(error)) throw error
        problems.push({ location, message: error.message })
      }
    })
    const byKey = (a: string, b: string): number => (a < b ? -1 : 1)
    return {
      workflows: workflows.sort((a, b) => byKey(a.name, b.name)),
      problems: problems.sort((a, b) => byKey(a.location, b.location)),
    }
  }

  /** @throws CodeModeError `STORAGE_READ_FAILED`, `LIMIT_EXCEEDED` */
  async read(name: string): Promise<StoredWorkflow | undefined> {
    const location = this.fileOf(name)
    try {
      return await this.#cache.get(location, async (stats) => {
        // A pipe or a device would never end.
        if (!stats.isFile()) throw notText(location, 'is not a file')
        assertSize(`"${location}"`, Number(stats.size), MAX_SOURCE_BYTES)
        const bytes = await readFile(location)
        if (!isUtf8(bytes)) throw notText(location, 'is not text in UTF-8')
        const updatedAt = new Date(Number(stats.mtimeNs / 1_000_000n)).toISOString()
        const source = bytes.toString('utf8')
        return Object.freeze({
          name,
          language: 'python' as const,
          source,
          revision: contentRevision(bytes),
          updatedAt,
          location,
        })
      })
    } catch (error) {
      if (CodeModeError.isInstance(error)) throw error
      if (systemCode(error) !== 'ENOENT') throw unreadable(location, error)
      return undefined
    }
  }
}

function unreadable(path: string, cause: unknown): CodeModeError {
  return new CodeModeError({
    code: 'STORAGE_READ_FAILED',
    message: `"${path}" could not be read: ${systemReason(cause)}.`,
    details: { path },
    cause,
  })
}

function notText(path: string, what: string): CodeModeError {
  return new CodeModeError({ code: 'STORAGE_READ_FAILED', message: `"${path}" ${what}.`, details: { path } })
}
