import { mergeRequirement, removeRequirement } from '../deps/requirement-list.ts'
import { parseRequirement } from '../deps/requirement.ts'
import { CodeModeError } from '../errors/code-mode-error.ts'
import type { InstallReport } from '../kernel/guest.ts'
import type { DepsOperations } from '../namespaces/deps-namespace.ts'
import type { RequirementStore } from '../storage/storage.ts'
import type { EventFeed } from './event-feed.ts'
import type { GuestKeeper } from './guest-keeper.ts'

/** A list that changes this often between reading and writing is not changed by people or agents. */
const MOST_ATTEMPTS = 20

export interface SessionDepsOptions {
  readonly store: RequirementStore
  readonly keeper: GuestKeeper
  readonly feed: EventFeed
  /** What the application asked for, besides the list in the storage. */
  readonly fixed: readonly string[]
}

interface CallOptions {
  readonly signal?: AbortSignal | undefined
  readonly runId?: string
}

/** The packages of a session: the list in the storage, and what is installed in the running guest. */
export class SessionDeps implements DepsOperations {
  readonly #options: SessionDepsOptions
  #syncing = 0

  constructor(options: SessionDepsOptions) {
    this.#options = options
  }

  async list(options: CallOptions = {}): Promise<readonly string[]> {
    const { requirements } = await this.#options.store.list(readOptions(options))
    return this.#options.fixed.reduce(mergeRequirement, requirements)
  }

  /** What a new guest must have. @throws CodeModeError `REQUIREMENT_INVALID` for a line that somebody wrote by hand */
  async forLaunch(): Promise<readonly string[]> {
    const requirements = await this.list()
    for (const requirement of requirements) checkListed(requirement)
    return requirements
  }

  /** Installs first: what failed is not kept. */
  async add(requirement: string, options: CallOptions = {}): Promise<InstallReport> {
    const spec = parseRequirement(requirement).text
    const report = await this.#install([spec], options)
    await this.#change((requirements) => mergeRequirement(requirements, spec), options)
    return report
  }

  /** Takes it off the list. What is loaded stays until the next reset. */
  async remove(name: string, options: CallOptions = {}): Promise<boolean> {
    let found = false
    await this.#change((requirements) => {
      const left = removeRequirement(requirements, name)
      found = left.length < requirements.length
      return left
    }, options)
    return found
  }

  async sync(options: CallOptions = {}): Promise<InstallReport> {
    const requirements = await this.list(options)
    if (requirements.length === 0) return { installed: [], alreadyPresent: [] }
    this.#syncing += 1
    try {
      return await this.#install(requirements, options)
    } finally {
      this.#syncing -= 1
    }
  }

  /** True while the whole list is being installed: what failed before is then tried again. */
  get syncing(): boolean {
    return this.#syncing > 0
  }

  async #install(requirements: readonly string[], options: CallOptions): Promise<InstallReport> {
    const { guest } = await this.#options.keeper.ensure(options.signal)
    const run = options.runId === undefined ? {} : { runId: options.runId }
    return guest.install(requirements, {
      ...readOptions(options),
      onProgress: ({ message }) => this.#options.feed.emit({ type: 'deps-progress', ...run, message }),
    })
  }

  async #change(
    edit: (requirements: readonly string[]) => readonly string[],
    options: CallOptions,
  ): Promise<void> {
    const { store } = this.#options
    for (let attempt = 1; ; attempt += 1) {
      const { requirements, revision } = await store.list(readOptions(options))
      const edited = edit(requirements)
      if (edited.length === requirements.length && edited.every((one, index) => one === requirements[index]))
        return
      try {
        await store.replace(edited, { ...readOptions(options), ifRevision: { revision } })
        return
      } catch (error) {
        // Another process changed the list meanwhile: the same change is made to what it wrote.
        const conflict = CodeModeError.isInstance(error) && error.code === 'REVISION_CONFLICT'
        if (!conflict || attempt === MOST_ATTEMPTS) throw error
      }
    }
  }
}

function checkListed(requirement: string): void {
  try {
    parseRequirement(requirement)
  } catch (error) {
    if (!CodeModeError.isInstance(error)) throw error
    throw new CodeModeError({
      code: error.code,
      message: `${error.message} It stands in the list of packages of this storage (requirements.txt).`,
      hint: 'Correct or delete that line. Until then no interpreter starts, unless syncDepsOnStart is false (--no-sync-deps).',
      details: error.details,
      cause: error,
    })
  }
}

function readOptions({ signal }: CallOptions): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
}
