import { createHash } from 'node:crypto'

import { CodeModeError } from '../errors/code-mode-error.ts'
import type { Value } from '../kernel/wire/value.ts'
import { didYouMean } from '../search/nearest-name.ts'
import { rankDocuments } from '../search/text-index.ts'
import { bindArguments } from './bind-arguments.ts'
import { callableEntries, toolDetails, toolEntry } from './catalog.ts'
import { ChangeListeners } from './change-listeners.ts'
import { takeOutCollisions } from './tool-collisions.ts'
import type { CallableSummary, ToolSummary } from './tool-summary.ts'
import type {
  LoadOptions,
  Tool,
  ToolCallable,
  ToolProblem,
  ToolResult,
  ToolSource,
  ToolSourceState,
} from './tool.ts'

/** All tools at one moment. */
export interface ToolSnapshot {
  /** Changes when a name, a signature or a description does. */
  readonly revision: string
  /** Sorted by name. */
  readonly tools: readonly Tool[]
  readonly problems: readonly ToolProblem[]
  /** The names that several tools have: none of these is among `tools`, and the use of one is the error. */
  readonly collisions: ReadonlyMap<string, CodeModeError>
}

export interface ToolCall {
  readonly tool: string
  /** `null` is the tool itself. */
  readonly callable: string | null
  readonly args: readonly Value[]
  readonly kwargs: Readonly<Record<string, Value>>
  readonly signal: AbortSignal
  readonly onProgress?: (message: string) => void
}

/** The tools of several sources under one roof. Owns the sources: its `close` closes them. */
export class ToolRegistry implements AsyncDisposable {
  readonly #sources: readonly ToolSource[]
  readonly #listeners = new ChangeListeners()
  readonly #unsubscribe: readonly (() => void)[]
  #states: readonly ToolSourceState[] = []
  #snapshot: ToolSnapshot | undefined

  constructor(options: { readonly sources: readonly ToolSource[] }) {
    this.#sources = options.sources
    this.#unsubscribe = options.sources.map((source) => source.onChange(() => this.#listeners.notify()))
  }

  /** The tools as they are now. A name that several tools have is a problem, and hides no other tool. */
  async snapshot(load: LoadOptions = {}): Promise<ToolSnapshot> {
    const states = await Promise.all(this.#sources.map((source) => source.load(load)))
    load.signal?.throwIfAborted()
    const unchanged =
      states.length === this.#states.length && states.every((state, index) => state === this.#states[index])
    if (unchanged && this.#snapshot !== undefined) return this.#snapshot
    const { tools, collisions } = takeOutCollisions(
      states.flatMap((state) => state.tools).toSorted((left, right) => (left.name < right.name ? -1 : 1)),
    )
    const revision = createHash('sha256')
      .update(JSON.stringify(tools.map((tool) => [toolEntry(tool), toolDetails(tool)])))
      .digest('hex')
      .slice(0, 16)
    const before = this.#snapshot?.revision
    this.#states = states
    const problems = [
      ...states.flatMap((state) => state.problems),
      ...[...collisions].map(([tool, { message }]) => ({ origin: 'tools', message, tool })),
    ]
    this.#snapshot = { revision, tools, problems, collisions }
    const snapshot = this.#snapshot
    // A definition that was edited on disk is seen by whoever looks first; the others are told.
    if (before !== undefined && before !== revision) this.#listeners.notify()
    return snapshot
  }

  /** What could not be loaded. */
  async problems(load: LoadOptions = {}): Promise<readonly ToolProblem[]> {
    return (await this.snapshot(load)).problems
  }

  /** Calls back when a listing may give something new. Returns the unsubscribe function. */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }

  async list(load: LoadOptions = {}): Promise<readonly ToolSummary[]> {
    const { tools } = await this.snapshot(load)
    return tools.map((tool) => toolEntry(tool))
  }

  /** The list, and an entry without callables for each tool whose server does not give its own, with the reason. */
  async listAll(load: LoadOptions = {}): Promise<readonly ToolSummary[]> {
    const { tools, problems } = await this.snapshot(load)
    const missing = problems.flatMap(({ tool, message }) =>
      tool === undefined
        ? []
        : [{ name: tool, description: `Not available: ${message}`, tags: [], callables: [] }],
    )
    return [...tools.map((tool) => toolEntry(tool)), ...missing]
  }

  /** Best matches first. @defaultValue limit 10 */
  async search(
    query: string,
    options: LoadOptions & { readonly limit?: number } = {},
  ): Promise<readonly ToolSummary[]> {
    const { tools } = await this.snapshot(options)
    const documents = tools.map((tool) => ({
      id: tool.name,
      name: tool.name,
      description: tool.description,
      terms: searchTerms(tool),
    }))
    const ranked = await rankDocuments(query, documents, options.limit ?? 10)
    const byName = new Map(tools.map((tool) => [tool.name, tool]))
    return ranked.flatMap(({ id }) => byName.get(id) ?? []).map((tool) => toolEntry(tool))
  }

  /** @throws CodeModeError `TOOL_NOT_FOUND`, `TOOL_COLLISION` */
  async listCallables(tool: string, load: LoadOptions = {}): Promise<readonly CallableSummary[]> {
    return callableEntries(await this.#find(tool, load))
  }

  /** @throws CodeModeError `TOOL_NOT_FOUND`, `TOOL_COLLISION` */
  async describe(tool: string, load: LoadOptions = {}): Promise<Value> {
    return toolDetails(await this.#find(tool, load))
  }

  async names(load: LoadOptions = {}): Promise<readonly string[]> {
    const { tools } = await this.snapshot(load)
    return tools.map((tool) => tool.name)
  }

  /**
   * @throws CodeModeError `TOOL_NOT_FOUND`, `TOOL_COLLISION`, `ARGUMENTS_INVALID`, and what the callable throws; `signal.reason` when aborted
   */
  async call(request: ToolCall): Promise<ToolResult> {
    const { args, kwargs, signal, onProgress } = request
    signal.throwIfAborted()
    const tool = await this.#find(request.tool, { signal })
    const callable = findCallable(tool, request.callable)
    const bound = bindArguments({ toolName: tool.name, callable, args, kwargs })
    return callable.invoke(bound, { signal, ...(onProgress === undefined ? {} : { onProgress }) })
  }

  async close(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    this.#listeners.clear()
    await Promise.all(this.#sources.map((source) => source.close()))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** A tool that is known does not wait for the servers of others, and one that is not waits for its own alone. */
  async #find(name: string, load: LoadOptions): Promise<Tool> {
    const snapshot = await this.snapshot({ ...load, tool: name })
    return snapshot.tools.find((item) => item.name === name) ?? notFound(name, snapshot)
  }
}

/** How many faults an error message tells; `problems()` has all. */
const TOLD_PROBLEMS = 3

function notFound(name: string, { tools, problems, collisions }: ToolSnapshot): never {
  const collision = collisions.get(name)
  if (collision !== undefined) throw collision
  const own = problems.find((problem) => problem.tool === name)
  if (own !== undefined)
    throw new CodeModeError({ code: 'TOOL_SERVER_FAILED', message: own.message, details: { tool: name } })
  const told = problems.slice(0, TOLD_PROBLEMS).map(({ origin, message }) => `${origin}: ${message}`)
  const rest = problems.length - told.length
  const broken =
    told.length === 0
      ? ''
      : ` Not all tools could be loaded: ${told.join(' ')}${rest > 0 ? ` And ${rest} more problems.` : ''}`
  throw new CodeModeError({
    code: 'TOOL_NOT_FOUND',
    message: `There is no tool "${name}".${didYouMean(
      name,
      tools.map((item) => item.name),
    )}${broken}`,
    details: { tool: name },
  })
}

function findCallable(tool: Tool, name: string | null): ToolCallable {
  const callable =
    tool.callables.find((item) => item.name === name) ??
    tool.callables.find((item) => item.originalName === name && name !== null)
  if (callable !== undefined) return callable
  const names = tool.callables.flatMap((item) => item.name ?? [])
  const message =
    name === null
      ? `The tool "${tool.name}" cannot be called itself. Call one of: ${names.join(', ')}.`
      : `The tool "${tool.name}" has no callable "${name}".${didYouMean(name, names)}`
  throw new CodeModeError({ code: 'TOOL_NOT_FOUND', message, details: { tool: tool.name, callable: name } })
}

function searchTerms(tool: Tool): readonly string[] {
  return [
    ...tool.tags,
    ...tool.callables.flatMap((callable) => [
      callable.name ?? '',
      callable.description,
      ...callable.parameters.map((parameter) => parameter.name),
    ]),
  ]
}
