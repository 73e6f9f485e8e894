import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { assertCondition } from '../conditions.ts'
import { contentRevision } from '../digest.ts'
import { assertSize, MAX_SOURCE_BYTES } from '../limits.ts'
import { assertWorkflowName, collisionKey, nameCollision } from '../names.ts'
import type { ReadOptions, StorageProblem, StoredWorkflow, WorkflowStore, WriteOptions } from '../storage.ts'
import { syncFolder, writeTemporary } from './atomic-write.ts'
import { ensureFolder } from './ensure-folder.ts'
import { withFileLock } from './file-lock.ts'
import { unlessFull, withSystemErrors } from './system-error.ts'
import { WorkflowFolder } from './workflow-folder.ts'
import { WorkflowHistory } from './workflow-history.ts'

/** Workflows as files that people can edit: `<name>.py`. Each call sees what is on disk. */
export class FileWorkflowStore implements WorkflowStore {
  readonly #folder: WorkflowFolder
  readonly #older: WorkflowFolder
  readonly #history: WorkflowHistory

  /** @param older read where `path` has no workflow of that name, never written but to delete */
  constructor(path: string, older: string) {
    this.#folder = new WorkflowFolder(path)
    this.#older = new WorkflowFolder(older)
    this.#history = new WorkflowHistory(join(path, '.history'))
  }

  async list(options: ReadOptions = {}): Promise<readonly StoredWorkflow[]> {
    options.signal?.throwIfAborted()
    const [own, older] = await Promise.all([this.#folder.scan(), this.#older.scan()])
    options.signal?.throwIfAborted()
    const keys = new Set(own.workflows.map(({ name }) => collisionKey(name)))
    return [...own.workflows, ...older.workflows.filter(({ name }) => !keys.has(collisionKey(name)))].sort(
      (a, b) => (a.name < b.name ? -1 : 1),
    )
  }

  async get(name: string, options: ReadOptions = {}): Promise<StoredWorkflow | undefined> {
    options.signal?.throwIfAborted()
    assertWorkflowName(name)
    const existing = await this.#existing(name)
    // Where the file system ignores case, `FETCH.py` would be found as well.
    return existing?.name === name ? await existing.folder.read(name) : undefined
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
    return await this.#change(name, 'written', options, async (locked) => {
      // On disk before the lock is taken: what is left for it is the rename.
      const temporary = await writeTemporary(this.#folder.path, bytes)
      const location = this.#folder.fileOf(name)
      try {
        const same = await locked(async () => {
          const { existing, before } = await this.#meet(name, options)
          if (existing !== undefined && existing.name !== name)
            throw nameCollision('a workflow', name, existing.name)
          if (before?.source === source && existing?.folder === this.#folder) return before
          if (before !== undefined) await this.#history.remember(before)
          await rename(temporary, location)
          return undefined
        })
        if (same !== undefined) {
          await rm(temporary, { force: true })
          return same
        }
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined)
        throw error
      }
      await Promise.all([syncFolder(this.#folder.path), this.#history.sync(name)])
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
    return await this.#change(name, 'deleted', options, async (locked) => {
      const deleted = await locked(async () => {
        const { existing, before } = await this.#meet(name, options)
        if (existing?.name !== name) return false
        // What lies hidden below it goes too, and is an earlier state from then on.
        const hidden =
          existing.folder === this.#folder ? await this.#older.read(name).catch(() => undefined) : undefined
        for (const state of [hidden, before])
          if (state !== undefined) await unlessFull(this.#history.remember(state))
        // The older one first: else it would show again in between.
        for (const folder of [this.#older, this.#folder]) await rm(folder.fileOf(name), { force: true })
        return true
      })
      if (deleted) {
        await Promise.all([syncFolder(this.#folder.path), this.#history.sync(name)])
        await syncFolder(this.#older.path).catch(() => undefined)
      }
      return deleted
    })
  }

  async history(name: string, options: ReadOptions = {}): Promise<readonly StoredWorkflow[]> {
    options.signal?.throwIfAborted()
    assertWorkflowName(name)
    const current = async (): Promise<StoredWorkflow | undefined> =>
      (await this.#existing(name))?.folder.read(name).catch(() => undefined)
    const [states, now] = await Promise.all([this.#history.list(name), current()])
    options.signal?.throwIfAborted()
    // A crash between the two steps of a write leaves the current state here as well.
    return states[0] !== undefined && states[0].revision === now?.revision ? states.slice(1) : states
  }

  async problems(options: ReadOptions = {}): Promise<readonly StorageProblem[]> {
    options.signal?.throwIfAborted()
    const [own, older] = await Promise.all([this.#folder.scan(), this.#older.scan()])
    return [...own.problems, ...older.problems]
  }

  async #change<T>(
    name: string,
    what: string,
    options: WriteOptions,
    work: (locked: <R>(inside: () => Promise<R>) => Promise<R>) => Promise<T>,
  ): Promise<T> {
    options.signal?.throwIfAborted()
    return await withSystemErrors(
      'STORAGE_WRITE_FAILED',
      `Workflow "${name}" could not be ${what}`,
      async () => {
        await ensureFolder(this.#folder.path)
        const lock = options.signal === undefined ? {} : { signal: options.signal }
        return await work((inside) => withFileLock(join(this.#folder.path, '.lock'), lock, inside))
      },
    )
  }

  /** What a write meets; the lock is held. What cannot be read can still be replaced or deleted. */
  async #meet(
    name: string,
    options: WriteOptions,
  ): Promise<{ readonly existing: Existing | undefined; readonly before: StoredWorkflow | undefined }> {
    const existing = await this.#existing(name)
    const before =
      existing?.name === name ? await existing.folder.read(name).catch(() => undefined) : undefined
    const revision = before?.revision ?? (existing?.name === name ? 'unreadable' : undefined)
    assertCondition(`Workflow "${name}"`, revision, options.ifRevision)
    return { existing, before }
  }

  /** The workflow, by its name on disk, that a file system may take for this one. */
  async #existing(name: string): Promise<Existing | undefined> {
    const key = collisionKey(name)
    for (const folder of [this.#folder, this.#older]) {
      const names = (await folder.fileNames()).map((file) => file.slice(0, -'.py'.length))
      const found = names.includes(name) ? name : names.find((existing) => collisionKey(existing) === key)
      if (found !== undefined) return { name: found, folder }
    }
    return undefined
  }
}

interface Existing {
  readonly name: string
  readonly folder: WorkflowFolder
}
