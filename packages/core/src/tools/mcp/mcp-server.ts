import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { JsonObject } from '../../kernel/json.ts'
import type { McpDefinition } from '../definitions/definition.ts'
import { EnvironmentReferences } from '../definitions/environment-references.ts'
import type { Environment } from '../definitions/environment-references.ts'
import type { LoadOptions, ToolCallContext } from '../tool.ts'
import { withSignal } from '../with-signal.ts'
import { isSessionGone, listFailure } from './call-failure.ts'
import { connectServer } from './mcp-connection.ts'
import type { McpConnection } from './mcp-connection.ts'
import type { McpResult } from './mcp-value.ts'
import { requestTool } from './request-tool.ts'
import { definitionDigest, readToolList, writeToolList } from './tool-list-cache.ts'
import type { McpToolList } from './tool-list-cache.ts'

const DEFAULT_TIMEOUT_SECONDS = 60
/** A server that failed is tried again after this time, in the background. */
const RETRY_AFTER_MS = 30_000

export interface McpServerOptions {
  readonly definition: McpDefinition
  readonly file: string
  readonly env: Environment
  readonly connectTimeoutMs: number
  readonly cacheDirectory: string | undefined
  /** The list of tools changed, or a server that had failed gives one. */
  readonly onChange: () => void
}

/** One tool server: started at first need, started again after it ended, its list kept on disk. */
export class McpServer {
  readonly definition: McpDefinition
  readonly #options: McpServerOptions
  readonly #digest: string
  readonly #closed = new AbortController()
  #connecting: Promise<McpConnection> | undefined
  #connection: McpConnection | undefined
  #list: McpToolList | undefined
  #loading: Promise<McpToolList> | undefined
  #reading: Promise<McpToolList | undefined> | undefined
  #failure: { readonly error: unknown; readonly at: number } | undefined
  #refreshed = false
  #refreshing = false
  #stale = false
  readonly #dropped = new Set<McpConnection>()
  #callsUnderWay = 0
  #retired = false

  constructor(options: McpServerOptions) {
    this.definition = options.definition
    this.#options = options
    this.#digest = definitionDigest(options.definition, options.file)
  }

  /**
   * The tools, without starting the server when they are known.
   *
   * @returns `undefined` when they are not known and the caller does not wait for them
   * @throws CodeModeError why the server could not be started
   */
  async tools({ signal, unknownServers = 'wait' }: LoadOptions): Promise<McpToolList | undefined> {
    if (this.#list === undefined) await this.#readCache()
    if (this.#list !== undefined) return this.#list
    if (this.#failure !== undefined) {
      const { error, at } = this.#failure
      // Listing tools must not wait again and again for a server that does not come.
      if (Date.now() - at > RETRY_AFTER_MS) this.#loadInBackground()
      throw error
    }
    if (unknownServers === 'leave') return undefined
    if (unknownServers === 'wait') return withSignal(this.#load(), signal)
    this.#loadInBackground()
    return undefined
  }

  /** @throws CodeModeError `TOOL_FAILED`, `TOOL_TIMEOUT`, `TOOL_SERVER_FAILED`; `context.signal.reason` when aborted */
  async call(tool: string, args: JsonObject, context: ToolCallContext): Promise<McpResult> {
    this.#callsUnderWay += 1
    try {
      try {
        return await this.#callOnce(tool, args, context)
      } catch (error) {
        // The server refused the call because it has forgotten the session, so it has not run.
        if (!isSessionGone(error)) throw error
        return await this.#callOnce(tool, args, context)
      }
    } finally {
      this.#callsUnderWay -= 1
      if (this.#callsUnderWay === 0) this.#closeDropped()
      if (this.#retired && this.#callsUnderWay === 0) void this.close()
    }
  }

  /** Ends the server once no call is under way: its definition was changed or removed. */
  retire(): void {
    this.#retired = true
    if (this.#callsUnderWay === 0) void this.close()
  }

  async close(): Promise<void> {
    this.#closed.abort(
      new CodeModeError({
        code: 'SESSION_CLOSED',
        message: `The tool server "${this.definition.name}" was closed.`,
      }),
    )
    this.#closeDropped()
    await this.#connecting?.then((connection) => connection.close()).catch(() => {})
  }

  #load(): Promise<McpToolList> {
    this.#loading ??= this.#loadOnce().finally(() => {
      this.#loading = undefined
    })
    return this.#loading
  }

  #loadInBackground(): void {
    if (this.#loading === undefined) this.#load().then(this.#options.onChange, this.#options.onChange)
  }

  async #readCache(): Promise<void> {
    this.#reading ??= readToolList(this.#options.cacheDirectory, this.#digest)
    const cached = await this.#reading
    this.#list ??= cached
  }

  async #loadOnce(): Promise<McpToolList> {
    try {
      this.#list ??= await this.#fetchList(await this.#connect())
      this.#failure = undefined
      return this.#list
    } catch (error) {
      this.#failure = {
        error: CodeModeError.isInstance(error) ? error : listFailure(this.definition.name, error),
        at: Date.now(),
      }
      throw this.#failure.error
    }
  }

  async #callOnce(tool: string, args: JsonObject, context: ToolCallContext): Promise<McpResult> {
    const connection = await withSignal(this.#connectAlive(), context.signal)
    const timeoutMs = (this.definition.timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000
    try {
      return await requestTool({ connection, server: this.definition.name, tool, args, context, timeoutMs })
    } catch (error) {
      if (isSessionGone(error)) this.#drop(connection)
      throw error
    }
  }

  /** A connection whose server is not known to be dead: a call that was sent cannot be sent again. */
  async #connectAlive(): Promise<McpConnection> {
    const connection = await this.#connect()
    if (await connection.isAlive()) return connection
    this.#drop(connection)
    return this.#connect()
  }

  #connect(): Promise<McpConnection> {
    this.#connecting ??= this.#connectOnce().catch((error: unknown) => {
      this.#connecting = undefined
      throw error
    })
    return this.#connecting
  }

  async #connectOnce(): Promise<McpConnection> {
    const { definition, file, env, connectTimeoutMs } = this.#options
    this.#closed.signal.throwIfAborted()
    const made: { connection?: McpConnection } = {}
    const connection = await connectServer({
      definition,
      file,
      env,
      references: new EnvironmentReferences({ env, origin: file }),
      connectTimeoutMs,
      signal: this.#closed.signal,
      onClose: () => this.#forget(made.connection),
      onListChanged: () => void this.#refresh(),
    })
    made.connection = connection
    this.#connection = connection
    // What was read from disk may be of an older server; once in the life of this process is enough.
    if (!this.#refreshed && this.#list !== undefined) queueMicrotask(() => void this.#refresh())
    return connection
  }

  async #fetchList(connection: McpConnection): Promise<McpToolList> {
    const signal = AbortSignal.any([this.#closed.signal, AbortSignal.timeout(this.#options.connectTimeoutMs)])
    const list = await connection.listTools(signal)
    this.#refreshed = true
    await writeToolList(this.#options.cacheDirectory, this.#digest, list)
    return list
  }

  /** Reads the list again from the live server and tells of a change. Never rejects: the list that is known stays. */
  async #refresh(): Promise<void> {
    // What is being read may already be older than the change that was told of.
    this.#stale = true
    if (this.#refreshing) return
    this.#refreshing = true
    try {
      while (this.#stale && this.#connection !== undefined) {
        this.#stale = false
        const list = await this.#fetchList(this.#connection)
        if (JSON.stringify(list) === JSON.stringify(this.#list)) continue
        this.#list = list
        this.#options.onChange()
      }
    } catch {
      // The next connection tries again.
    } finally {
      this.#refreshing = false
    }
  }

  #forget(connection: McpConnection | undefined): void {
    if (connection !== undefined && this.#connection !== connection) return
    this.#connection = undefined
    this.#connecting = undefined
  }

  /** Other calls may still wait for answers on it, so it is closed after the last of them. */
  #drop(connection: McpConnection): void {
    if (this.#connection === connection) this.#forget(connection)
    this.#dropped.add(connection)
  }

  #closeDropped(): void {
    for (const connection of this.#dropped) void connection.close().catch(() => {})
    this.#dropped.clear()
  }
}
