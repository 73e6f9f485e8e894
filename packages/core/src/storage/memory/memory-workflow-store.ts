import { assertCondition } from '../conditions.ts'
import { contentRevision } from '../digest.ts'
import { assertSize, KEPT_HISTORY, MAX_SOURCE_BYTES } from '../limits.ts'
import { assertWorkflowName, collisionKey, nameCollision } from '../names.ts'
import type { ReadOptions, StorageProblem, StoredWorkflow, WorkflowStore, WriteOptions } from '../storage.ts'

/** Workflows in a map. No method awaits between its check and its change, so writes exclude one another. */
export class MemoryWorkflowStore implements WorkflowStore {
  readonly #current = new Map<string, StoredWorkflow>()
  readonly #history = new Map<string, StoredWorkflow[]>()

  async list(options: ReadOptions = {}): Promise<readonly StoredWorkflow[]> {
    options.signal?.throwIfAborted()
    return [...this.#current.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async get(name: string, options: ReadOptions = {}): Promise<StoredWorkflow | undefined> {
    options.signal?.throwIfAborted()
    assertWorkflowName(name)
    return this.#current.get(name)
  }

  async put(
    workflow: Parameters<WorkflowStore['put']>[0],
    options: WriteOptions = {},
  ): Promise<StoredWorkflow> {
    options.signal?.throwIfAborted()
    const { name, language, source } = workflow
    assertWorkflowName(name)
    assertSize(`The source of workflow "${name}"`, Buffer.byteLength(source), MAX_SOURCE_BYTES)
    const before = this.#current.get(name)
    assertCondition(`Workflow "${name}"`, before?.revision, options.ifRevision)
    if (before === undefined) this.#refuseCollision(name)
    if (before?.source === source) return before
    this.#remember(before)
    const revision = contentRevision(source)
    const updatedAt = new Date().toISOString()
    const stored = Object.freeze({
      name,
      language,
      source,
      revision,
      updatedAt,
      location: `memory: workflow ${name}`,
    })
    this.#current.set(name, stored)
    return stored
  }

  async delete(name: string, options: WriteOptions = {}): Promise<boolean> {
    options.signal?.throwIfAborted()
    assertWorkflowName(name)
    const before = this.#current.get(name)
    assertCondition(`Workflow "${name}"`, before?.revision, options.ifRevision)
    this.#remember(before)
    return this.#current.delete(name)
  }

  async history(name: string, options: ReadOptions = {}): Promise<readonly StoredWorkflow[]> {
    options.signal?.throwIfAborted()
    assertWorkflowName(name)
    return [...(this.#history.get(name) ?? [])]
  }

  async problems(options: ReadOptions = {}): Promise<readonly StorageProblem[]> {
    options.signal?.throwIfAborted()
    return []
  }

  #remember(before: StoredWorkflow | undefined): void {
    if (before === undefined) return
    this.#history.set(before.name, [before, ...(this.#history.get(before.name) ?? [])].slice(0, KEPT_HISTORY))
  }

  #refuseCollision(name: string): void {
    const key = collisionKey(name)
    for (const existing of this.#current.keys()) {
      if (collisionKey(existing) === key) throw nameCollision('a workflow', name, existing)
    }
  }
}
