import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { assertCondition } from '../conditions.ts'
import { contentRevision } from '../digest.ts'
import { assertSize, MAX_SOURCE_BYTES } from '../limits.ts'
import { assertWorkflowName, collisionKey, nameCollision } from '../names.ts'
import type { ReadOptions, StorageProblem, StoredWorkflow, WorkflowStore, WriteOptions } from '../storage.ts'
import { syncFolder, writeFileAtomic } from './atomic-write.ts'
import { withFileLock } from './file-lock.ts'
import { withSystemErrors } from './system-error.ts'
import { WorkflowFolder } from './workflow-folder.ts'
import { WorkflowHistory } from './workflow-history.ts'

/** Workflows as files that people can edit: `<name>.py`. Each call sees what is on disk. */
export class FileWorkflowStore implements WorkflowStore {
  readonly #folder: WorkflowFolder
  readonly #history: WorkflowHistory

  constructor(path: string) {
    this.#folder = new WorkflowFolder(path)
    this.#history = new WorkflowHistory(join(path, '.history'))
  }

  async list(options: ReadOptions = {}): Promise<readonly StoredWorkflow[]> {
    options.signal?.throwIfAborted()
    const { workflows } = await this.#folder.scan()
    options.signal?.throwIfAborted()
    return workflows
  }

  async get(name: string, options: ReadOptions = {}): Promise<StoredWorkflow | undefined> {
    options.signal?.throwIfAborted()
    assertWorkflowName(name)
    const found = await this.#folder.read(name)
    // Where the file system ignores case, `FETCH.py` would be found as well.
    if (found === undefined || (await this.#existing(name)) !== name) return undefined
    return found
  }

  async put(
    workflow: Parameters<WorkflowStore['put']>[0],
    options: WriteOptions = {},
  ): Promise<StoredWorkflow> {
    const { name, source } = workflow
    assertWorkflowName(name)
    if (/\p{Cs}/u.test(source)) throw new TypeError('The source of a workflow must be well-formed Unicode.')
    const bytes = Buffer.from(source, 'utf8')
    assertSize(`The source of workflow "${name}"`, bytes.byteLength, MAX_SOURCE_BYTES)
    return await this.#change(name, 'written', options, async () => {
      const existing = await this.#existing(name)
      const before = existing === name ? await this.#readable(name) : undefined
      assertCondition(
        `Workflow "${name}"`,
        before?.revision ?? (existing === name ? 'unreadable' : undefined),
        options.ifRevision,
      )
      if (existing !== undefined && existing !== name) throw nameCollision('a workflow', name, existing)
      if (before?.source === source) return before
      if (before !== undefined) await this.#history.remember(before)
      const location = this.#folder.fileOf(name)
      await writeFileAtomic(location, bytes)
      const updatedAt = new Date().toISOString()
      return {
        name,
        language: workflow.language,
        source,
        revision: contentRevision(bytes),
        updatedAt,
        location,
      }
    })
  }

  async delete(name: string, options: WriteOptions = {}): Promise<boolean> {
    assertWorkflowName(name)
    return await this.#change(name, 'deleted', options, async () => {
      const exists = (await this.#existing(name)) === name
      const before = exists ? await this.#readable(name) : undefined
      assertCondition(
        `Workflow "${name}"`,
        before?.revision ?? (exists ? 'unreadable' : undefined),
        options.ifRevision,
      )
      if (!exists) return false
      if (before !== undefined) await this.#history.remember(before)
      await rm(this.#folder.fileOf(name), { force: true })
      await syncFolder(this.#folder.path)
      return true
    })
  }

  async history(name: string, options: ReadOptions = {}): Promise<readonly StoredWorkflow[]> {
    options.signal?.throwIfAborted()
    assertWorkflowName(name)
    const [states, current] = await Promise.all([this.#history.list(name), this.#readable(name)])
    options.signal?.throwIfAborted()
    // A crash between the two steps of a write leaves the current state here as well.
    return states[0] !== undefined && states[0].revision === current?.revision ? states.slice(1) : states
  }

  async problems(options: ReadOptions = {}): Promise<readonly StorageProblem[]> {
    options.signal?.throwIfAborted()
    return (await this.#folder.scan()).problems
  }

  async #change<T>(name: string, what: string, options: WriteOptions, work: () => Promise<T>): Promise<T> {
    options.signal?.throwIfAborted()
    return await withSystemErrors(
      'STORAGE_WRITE_FAILED',
      `Workflow "${name}" could not be ${what}`,
      async () => {
        await mkdir(this.#folder.path, { recursive: true })
        const lock = options.signal === undefined ? {} : { signal: options.signal }
        return await withFileLock(join(this.#folder.path, '.lock'), lock, work)
      },
    )
  }

  /** The name, as it is on disk, of the workflow that a file system may take for this one. */
  async #existing(name: string): Promise<string | undefined> {
    const names = (await this.#folder.fileNames()).map((file) => file.slice(0, -'.py'.length))
    if (names.includes(name)) return name
    const key = collisionKey(name)
    return names.find((existing) => collisionKey(existing) === key)
  }

  /** What cannot be read can still be replaced or deleted. */
  async #readable(name: string): Promise<StoredWorkflow | undefined> {
    return await this.#folder.read(name).catch(() => undefined)
  }
}
