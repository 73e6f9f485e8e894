import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { randomUUID } from 'node:crypto'
import { HttpSession } from './http-session.ts'

export interface HttpSessionsOptions {
  readonly createServer: (id: string) => Promise<McpServer>
  /** A session has ended, whoever ended it. */
  readonly onEnd: (id: string) => void
  readonly maxSessions: number
  readonly idleMs: number
  readonly maxRequestBytes: number
}

/** The MCP sessions of one HTTP server. */
export class HttpSessions {
  readonly #options: HttpSessionsOptions
  /** In the order in which they were last asked for. */
  readonly #sessions = new Map<string, HttpSession>()
  /** Sessions being made: they count. */
  #beginning = 0

  constructor(options: HttpSessionsOptions) {
    this.#options = options
  }

  has(id: string): boolean {
    return this.#sessions.has(id)
  }

  find(id: string): HttpSession | undefined {
    const session = this.#sessions.get(id)
    if (session === undefined) return undefined
    this.#sessions.delete(id)
    this.#sessions.set(id, session)
    return session
  }

  /** A new session; undefined when there are as many as allowed, and a client is connected to each. */
  async begin(): Promise<HttpSession | undefined> {
    if (this.#sessions.size + this.#beginning >= this.#options.maxSessions && !this.#makeRoom())
      return undefined
    this.#beginning += 1
    try {
      return await this.#make()
    } finally {
      this.#beginning -= 1
    }
  }

  async #make(): Promise<HttpSession> {
    const { createServer, idleMs, maxRequestBytes } = this.#options
    // What speaks HTTP is loaded when somebody does.
    const { StreamableHTTPServerTransport } =
      await import('@modelcontextprotocol/sdk/server/streamableHttp.js')
    const id = randomUUID()
    const server = await createServer(id)
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => id,
      onsessionclosed: () => this.end(session),
      maxRequestBodySize: maxRequestBytes,
    })
    const session = new HttpSession({
      id,
      server,
      transport,
      idleMs,
      onIdle: (idle) => this.#endQuietly(idle),
    })
    await server.connect(transport as Transport)
    this.#sessions.set(id, session)
    return session
  }

  /** Idempotent. */
  async end(session: HttpSession): Promise<void> {
    if (!this.#sessions.delete(session.id)) return
    this.#options.onEnd(session.id)
    await session.close()
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => this.end(session)))
  }

  /** Ends the session that was not asked for longest, of those that nobody is connected to. */
  #makeRoom(): boolean {
    for (const session of this.#sessions.values()) {
      if (session.connected) continue
      this.#endQuietly(session)
      return true
    }
    return false
  }

  #endQuietly(session: HttpSession): void {
    this.end(session).catch(() => {})
  }
}
