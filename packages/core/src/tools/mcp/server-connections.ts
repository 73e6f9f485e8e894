import { CodeModeError } from '../../errors/code-mode-error.ts'
import { listFailure } from './call-failure.ts'
import { connectServer } from './mcp-connection.ts'
import type { ConnectOptions, McpConnection } from './mcp-connection.ts'
import { RetrySchedule } from './retry-schedule.ts'
import type { McpToolList } from './tool-list-cache.ts'

/** A server that has lived this long has started. */
const SETTLED_MS = 5_000

export type ServerConnectionsOptions = Omit<ConnectOptions, 'signal' | 'onClose'> & {
  readonly onConnect: () => void
}

/** The one live connection to a server, those that still have calls to answer, and when a failed one is tried again. */
export class ServerConnections {
  readonly retry: RetrySchedule = new RetrySchedule()
  readonly #options: ServerConnectionsOptions
  readonly #closed = new AbortController()
  readonly #dropped = new Set<McpConnection>()
  readonly #working = new WeakSet<McpConnection>()
  #connectedAt = 0
  #connecting: Promise<McpConnection> | undefined
  #current: McpConnection | undefined

  constructor(options: ServerConnectionsOptions) {
    this.#options = options
  }

  get current(): McpConnection | undefined {
    return this.#current
  }

  /** A connection whose server is not known to be dead: a call that was sent cannot be sent again. */
  async connectAlive(): Promise<McpConnection> {
    const connection = await this.connect()
    if (await connection.isAlive()) return connection
    this.#ended(connection)
    this.drop(connection)
    return this.connect()
  }

  /** @throws CodeModeError why there is no connection, also while it is too early to try again */
  async connect(): Promise<McpConnection> {
    if (this.#connecting === undefined) {
      const early = this.retry.tooEarly()
      if (early !== undefined) throw early
      this.#connecting = this.#connectOnce().catch((error: unknown) => {
        this.#connecting = undefined
        this.#closed.signal.throwIfAborted()
        throw CodeModeError.isInstance(error) ? this.retry.failed(error) : error
      })
    }
    return this.#connecting
  }

  /**
   * The list of a server of which none is known: without it the connection is of no use.
   *
   * @throws CodeModeError `TOOL_SERVER_FAILED` when the server does not list its tools in time
   */
  async firstList(): Promise<McpToolList> {
    const connection = await this.connect()
    try {
      return await this.listTools(connection)
    } catch (error) {
      this.#closed.signal.throwIfAborted()
      this.drop(connection)
      void connection.close().catch(() => {})
      throw CodeModeError.isInstance(error) ? this.retry.failed(error) : error
    }
  }

  /** @throws CodeModeError `TOOL_SERVER_FAILED` when the server does not list its tools in time */
  async listTools(connection: McpConnection): Promise<McpToolList> {
    const { connectTimeoutMs, definition } = this.#options
    const timeout = AbortSignal.timeout(connectTimeoutMs)
    try {
      return await connection.listTools(AbortSignal.any([this.#closed.signal, timeout]))
    } catch (error) {
      this.#closed.signal.throwIfAborted()
      const late = `no answer within ${connectTimeoutMs / 1000} s`
      throw listFailure(definition.name, timeout.aborted ? late : connection.describe(error), error)
    }
  }

  /** A call was answered on it, so what comes now is no failed start. */
  worked(connection: McpConnection): void {
    this.#working.add(connection)
    this.retry.succeeded()
  }

  /** Other calls may still wait for answers on it, so it is closed after the last of them. */
  drop(connection: McpConnection): void {
    this.#forget(connection)
    this.#dropped.add(connection)
  }

  closeDropped(): void {
    for (const connection of this.#dropped) void connection.close().catch(() => {})
    this.#dropped.clear()
  }

  async close(): Promise<void> {
    const { name } = this.#options.definition
    this.#closed.abort(
      new CodeModeError({ code: 'SESSION_CLOSED', message: `The tool server "${name}" was closed.` }),
    )
    this.closeDropped()
    await this.#connecting?.then((connection) => connection.close()).catch(() => {})
  }

  async #connectOnce(): Promise<McpConnection> {
    this.#closed.signal.throwIfAborted()
    const made: { connection?: McpConnection } = {}
    const connection = await connectServer({
      ...this.#options,
      signal: this.#closed.signal,
      onClose: () => {
        if (made.connection === undefined) return
        this.#ended(made.connection)
        this.#forget(made.connection)
      },
    })
    made.connection = connection
    this.#current = connection
    this.#connectedAt = performance.now()
    this.#options.onConnect()
    return connection
  }

  /** A server that ended soon, and before it answered a call, has failed to start as far as trying again goes. */
  #ended(connection: McpConnection): void {
    if (this.#current !== connection || this.#working.has(connection) || this.#closed.signal.aborted) return
    if (performance.now() - this.#connectedAt > SETTLED_MS) return
    const { name } = this.#options.definition
    this.retry.failed(
      new CodeModeError({
        code: 'TOOL_SERVER_FAILED',
        message: `The tool server "${name}" ended right after its start. ${connection.describe('')}`.trim(),
        details: { tool: name },
      }),
      { started: true },
    )
  }

  #forget(connection: McpConnection): void {
    if (this.#current !== connection) return
    this.#current = undefined
    this.#connecting = undefined
  }
}
