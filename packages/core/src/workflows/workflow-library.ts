import { CodeModeError } from '../errors/code-mode-error.ts'
import { didYouMean } from '../search/nearest-name.ts'
import { rankDocuments } from '../search/text-index.ts'
import { assertWorkflowName, workflowNameFault } from '../storage/names.ts'
import type {
  ReadOptions,
  Revision,
  StorageProblem,
  StoredWorkflow,
  WorkflowStore,
} from '../storage/storage.ts'
import { withDescription } from './with-description.ts'
import { readWorkflowHeader, type WorkflowHeader } from './workflow-header.ts'
import type { WorkflowDetail, WorkflowSummary } from './workflow.ts'

export interface WorkflowLibraryOptions {
  readonly store: WorkflowStore
  /** Judges the syntax of a whole source before it is saved. @throws CodeModeError `WORKFLOW_INVALID` */
  readonly checkSyntax?: (source: string, name: string, options: ReadOptions) => Promise<void>
}

export interface CreateWorkflowOptions extends ReadOptions {
  readonly name: string
  readonly source: string
  /** Kept in the source. May be empty if the source has one. @defaultValue '' */
  readonly description?: string
  /** @defaultValue false */
  readonly replace?: boolean
}

type Parsed = { readonly header: WorkflowHeader } | { readonly error: CodeModeError }

/** Saved programs with their descriptions and parameters. Nothing of them is executed here. */
export class WorkflowLibrary {
  readonly #store: WorkflowStore
  readonly #checkSyntax: WorkflowLibraryOptions['checkSyntax']
  readonly #parsed = new Map<string, { readonly revision: Revision; readonly parsed: Parsed }>()

  constructor(options: WorkflowLibraryOptions) {
    this.#store = options.store
    this.#checkSyntax = options.checkSyntax
  }

  /** All that can be run, by name. */
  async list(options: ReadOptions = {}): Promise<readonly WorkflowSummary[]> {
    const summaries: WorkflowSummary[] = []
    for (const { stored, parsed } of await this.#all(options)) {
      if ('header' in parsed) summaries.push(summaryOf(stored, parsed.header))
    }
    return summaries
  }

  /** Those that fit some words, best first; an empty query gives the first by name. `limit` defaults to 5. */
  async search(
    query: string,
    options: ReadOptions & { readonly limit?: number } = {},
  ): Promise<readonly WorkflowSummary[]> {
    const all = new Map((await this.list(options)).map((summary) => [summary.name, summary]))
    const documents = [...all.values()].map(({ name, description, parameters }) => ({
      id: name,
      name,
      description,
      terms: parameters.flatMap((parameter) => [parameter.name, parameter.description]),
    }))
    const ranked = await rankDocuments(query, documents, options.limit ?? 5)
    return ranked.flatMap(({ id }) => all.get(id) ?? [])
  }

  /** @throws CodeModeError `WORKFLOW_NOT_FOUND` with the nearest name, `WORKFLOW_INVALID` */
  async get(name: string, options: ReadOptions = {}): Promise<WorkflowDetail> {
    const found = await this.find(name, options)
    if (found === undefined) throw await this.#notFound(name, options)
    return found
  }

  /** Like `get`, with undefined for what is not there. @throws CodeModeError `WORKFLOW_INVALID` */
  async find(name: string, options: ReadOptions = {}): Promise<WorkflowDetail | undefined> {
    // What cannot be a name is simply not there.
    if (typeof name !== 'string' || workflowNameFault(name) !== undefined) return undefined
    const stored = await this.#store.get(name, options)
    if (stored === undefined) return undefined
    const parsed = await this.#parse(stored)
    if ('error' in parsed) throw parsed.error
    return { ...summaryOf(stored, parsed.header), source: stored.source, location: stored.location }
  }

  /**
   * Saves a program. Nothing is saved unless it is valid.
   *
   * @throws CodeModeError `NAME_INVALID`, `WORKFLOW_INVALID`, `REVISION_CONFLICT` if it exists and `replace` was not said
   */
  async create(options: CreateWorkflowOptions): Promise<WorkflowDetail> {
    const { name, description = '', replace = false, signal } = options
    const reading: ReadOptions = signal === undefined ? {} : { signal }
    assertWorkflowName(name)
    if (typeof options.source !== 'string')
      throw new TypeError(`source must be a string, not ${typeof options.source}.`)
    if (typeof description !== 'string')
      throw new TypeError(`description must be a string, not ${typeof description}.`)
    // Before anything is written to it: lines in errors are those of the author.
    const given = await readWorkflowHeader(name, options.source)
    await this.#checkSyntax?.(options.source, name, reading)
    const source = await withDescription(options.source, description)
    const header = await readWorkflowHeader(name, source)
    if (header.description === '') throw undescribed(name, given.line)
    const condition = replace ? 'any' : 'absent'
    const stored = await this.#store.put(
      { name, language: 'python', source },
      { ...reading, ifRevision: condition },
    )
    return { ...summaryOf(stored, header), source: stored.source, location: stored.location }
  }

  /** True when there was one. */
  async delete(name: string, options: ReadOptions = {}): Promise<boolean> {
    return (
      typeof name === 'string' && workflowNameFault(name) === undefined && this.#store.delete(name, options)
    )
  }

  /** What exists and cannot be run, each with its file, the line where there is one, and what to do. */
  async problems(options: ReadOptions = {}): Promise<readonly StorageProblem[]> {
    const problems = [...(await this.#store.problems(options))]
    for (const { stored, parsed } of await this.#all(options)) {
      if ('header' in parsed) continue
      const line = typeof parsed.error.details['line'] === 'number' ? `:${parsed.error.details['line']}` : ''
      problems.push({
        location: stored.location,
        message: `${stored.location}${line}: ${parsed.error.message} ${parsed.error.hint ?? ''}`.trim(),
      })
    }
    return problems
  }

  async #all(
    options: ReadOptions,
  ): Promise<readonly { readonly stored: StoredWorkflow; readonly parsed: Parsed }[]> {
    const stored = await this.#store.list(options)
    const names = new Set(stored.map(({ name }) => name))
    for (const name of this.#parsed.keys()) if (!names.has(name)) this.#parsed.delete(name)
    const all = []
    for (const workflow of stored) all.push({ stored: workflow, parsed: await this.#parse(workflow) })
    return all
  }

  async #parse(stored: StoredWorkflow): Promise<Parsed> {
    const known = this.#parsed.get(stored.name)
    if (known?.revision === stored.revision) return known.parsed
    const parsed = await readWorkflowHeader(stored.name, stored.source).then(
      (header) => ({ header }),
      (error: unknown) => {
        if (!CodeModeError.isInstance(error)) throw error
        return { error }
      },
    )
    this.#parsed.set(stored.name, { revision: stored.revision, parsed })
    return parsed
  }

  async #notFound(name: string, options: ReadOptions): Promise<CodeModeError> {
    const names = (await this.#store.list(options)).map((workflow) => workflow.name)
    const tail = names.length === 0 ? ' None is saved yet.' : didYouMean(String(name), names)
    return new CodeModeError({
      code: 'WORKFLOW_NOT_FOUND',
      message: `There is no workflow "${String(name)}".${tail}`,
      hint: 'workflows.search("words that describe the task") finds workflows by their description.',
      details: { name },
    })
  }
}

function summaryOf(stored: StoredWorkflow, header: WorkflowHeader): WorkflowSummary {
  const { name, language, revision, updatedAt } = stored
  return {
    name,
    description: header.description,
    parameters: header.parameters,
    language,
    revision,
    updatedAt,
  }
}

function undescribed(name: string, line: number): CodeModeError {
  return new CodeModeError({
    code: 'WORKFLOW_INVALID',
    message: `Workflow "${name}" has no description, so nobody would find it again.`,
    hint: 'Give a description, or begin the source or its run function with a docstring.',
    details: { name, line },
  })
}
