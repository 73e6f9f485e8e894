import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { IncomingMessage, ServerResponse } from 'node:http'

export interface HttpSessionOptions {
  readonly id: string
  readonly server: McpServer
  readonly transport: StreamableHTTPServerTransport
  readonly idleMs: number
  readonly onIdle: (session: HttpSession) => void
}

/** One MCP session, and whether somebody is connected to it. */
export class HttpSession {
  readonly id: string
  readonly #options: HttpSessionOptions
  readonly #idleTimer: NodeJS.Timeout
  #open = 0

  constructor(options: HttpSessionOptions) {
    this.id = options.id
    this.#options = options
    this.#idleTimer = setTimeout(() => {
      if (!this.connected) options.onIdle(this)
    }, options.idleMs)
    this.#idleTimer.unref()
  }

  /** Whether a request or a stream of events is open. */
  get connected(): boolean {
    return this.#open > 0
  }

  /** Whether its client introduced itself. */
  get begun(): boolean {
    return this.#options.transport.sessionId !== undefined
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#open += 1
    response.once('close', () => {
      this.#open -= 1
      this.#idleTimer.refresh()
    })
    await this.#options.transport.handleRequest(request, response)
  }

  async close(): Promise<void> {
    clearTimeout(this.#idleTimer)
    await this.#options.server.close()
  }
}
