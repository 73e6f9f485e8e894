import type { SessionApi } from '@code-mode/core'
import type { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { RESOURCE_KINDS } from './resource-kinds.ts'
import { resourceUri } from './resource-uri.ts'

type Revisions = ReadonlyMap<string, string>

/** Looking for what a call has changed must not wait for ever. In milliseconds. */
const LOOK_TIMEOUT_MS = 10_000

/** Tells a client which resources its calls have changed, once it has shown that it uses resources. */
export class ResourceWatch {
  readonly #server: Server
  readonly #subscribed = new Set<string>()
  #seen: Revisions | undefined
  #looking: Promise<void> = Promise.resolve()
  /** Whether the next look has not begun: it sees what any number of calls have changed. */
  #waiting = false

  constructor(server: Server) {
    this.#server = server
  }

  /** Changes from now on are told. */
  async begin(session: SessionApi): Promise<void> {
    this.#seen ??= await revisions(session)
  }

  subscribe(uri: string): void {
    this.#subscribed.add(uri)
  }

  unsubscribe(uri: string): void {
    this.#subscribed.delete(uri)
  }

  /** To be called after what may have changed something. Costs nothing while nobody uses resources. */
  look(session: SessionApi): void {
    if (this.#seen === undefined || this.#waiting) return
    this.#waiting = true
    this.#looking = this.#looking.then(() => this.#compare(session)).catch(() => {})
  }

  async #compare(session: SessionApi): Promise<void> {
    this.#waiting = false
    const before = this.#seen ?? new Map()
    const now = await revisions(session)
    this.#seen = now
    for (const uri of this.#subscribed)
      if (before.get(uri) !== now.get(uri)) await this.#server.sendResourceUpdated({ uri })
    const same = before.size === now.size && [...now.keys()].every((uri) => before.has(uri))
    if (!same) await this.#server.sendResourceListChanged()
  }
}

async function revisions(session: SessionApi): Promise<Revisions> {
  const signal = AbortSignal.timeout(LOOK_TIMEOUT_MS)
  const lists = await Promise.all(
    RESOURCE_KINDS.map(async ({ kind, list }) =>
      (await list(session, signal)).map(({ name, revision }) => [resourceUri(kind, name), revision] as const),
    ),
  )
  return new Map(lists.flat())
}
