import { setTimeout as delay } from 'node:timers/promises'

import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { JsonObject } from '../../kernel/json.ts'
import type { McpDefinition } from '../definitions/definition.ts'
import { EnvironmentReferences } from '../definitions/environment-references.ts'
import type { Environment } from '../definitions/environment-references.ts'
import type { LoadOptions, ToolCallContext } from '../tool.ts'
import { withSignal } from '../with-signal.ts'
import { isSessionGone } from './call-failure.ts'
import type { McpResult } from './mcp-value.ts'
import { requestTool } from './request-tool.ts'
import { ServerConnections } from './server-connections.ts'
import { definitionDigest, readToolList, writeToolList } from './tool-list-cache.ts'
import type { McpToolList } from './tool-list-cache.ts'

const DEFAULT_TIMEOUT_SECONDS = 60
/** How long a listing waits for a server that nobody asked for by name. */
const LIST_PATIENCE_MS = 3_000
/** How long a call waits for a change that its server has told of. */
const CHANGE_PATIENCE_MS = 1_000
/** A server that tells of changes without end is not asked more often than this. */
const REFRESH_PAUSE_MS = 250

export interface McpServerOptions {
  readonly definition: McpDefinition
  readonly file: string
  readonly env: Environment
  readonly connectTimeoutMs: number
  readonly cacheDirectory: string | undefined
  /** The list of tools changed, or one that a listing left out is known or has failed. */
  readonly onChange: () => void
}

/** One tool server: started at first need, started again after it ended, its list kept on disk. */
export class McpServer {
  readonly definition: McpDefinition
  readonly #options: McpServerOptions
  readonly #digest: string
  readonly #connections: ServerConnections
  #list: McpToolList | undefined
  #loading: Promise<McpToolList> | undefined
  #reading: Promise<McpToolList | undefined> | undefined
  /** Set while a listing has left this server out: whoever listed is told when it is known. */
  #leftOut: CodeModeError | undefined
  #refreshing: Promise<void> | undefined
  #stale = false
  #impatient = false
  #callsUnderWay = 0
  #retired = false

  constructor(options: McpServerOptions) {
    this.definition = options.definition
    this.#options = options
    this.#digest = definitionDigest(options.definition, options.file)
    this.#connections = new ServerConnections({
      ...options,
      references: new EnvironmentReferences({ env: options.env, origin: options.file }),
      onListChanged: () => this.#refresh(),
      // What is known may be of an older server: from disk, or from before it ended.
      onConnect: () => {
        if (this.#list !== undefined) queueMicrotask(() => this.#refresh())
      },
    })
  }

  /**
   * The tools, without starting the server when they are known.
   *
   * @returns `undefined` when they are not known and the caller does not wait for them
   * @throws CodeModeError why the server could not be started, or that it has not answered yet
   */
  async tools({ signal, unknownServers = 'wait', tool }: LoadOptions): Promise<McpToolList | undefined> {
    if (this.#list === undefined) await this.#readCache()
    const asked = tool === this.definition.name
    if (asked && this.#refreshing !== undefined) await this.#awaitChange()
    if (this.#list !== undefined) return this.#list
    const { retry } = this.#connections
    if (retry.error !== undefined && !retry.isDue) throw retry.error
    if (unknownServers === 'wait' && asked) return withSignal(this.#load(), signal)
    if (unknownServers === 'wait' && tool === undefined) return withSignal(this.#loadPatiently(), signal)
    if (unknownServers !== 'leave') this.#loadInBackground()
    if (retry.error !== undefined) throw retry.error
    return undefined
  }

  /** @throws CodeModeError `TOOL_FAILED`, `TOOL_TIMEOUT`, `TOOL_SERVER_FAILED`; `context.signal.reason` when aborted */
  async call(tool: string, args: JsonObject, context: ToolCallContext): Promise<McpResult> {
    this.#callsUnderWay += 1
    try {
      try {
        return await this.#callOnce(tool, args, context, true)
      } catch (error) {
        // The server refused the call because it has forgotten the session, so it has not run.
        if (!isSessionGone(error)) throw error
        return await this.#callOnce(tool, args, context, false)
      }
    } finally {
      this.#callsUnderWay -= 1
      if (this.#callsUnderWay === 0) this.#connections.closeDropped()
      if (this.#retired && this.#callsUnderWay === 0) void this.close()
    }
  }

  /** Ends the server once no call is under way: its definition was changed or removed. */
  retire(): void {
    this.#retired = true
    if (this.#callsUnderWay === 0) void this.close()
  }

  close(): Promise<void> {
    return this.#connections.close()
  }

  #load(): Promise<McpToolList> {
    this.#loading ??= this.#loadOnce().finally(() => {
      this.#loading = undefined
      this.#impatient = false
      const tell = this.#leftOut !== undefined
      this.#leftOut = undefined
      if (tell) this.#options.onChange()
    })
    return this.#loading
  }

  #loadInBackground(): void {
    this.#leftOut ??= this.#notYet()
    this.#load().catch(() => {})
  }

  /** Waits once for a while; who lists after that does not wait for this server again. */
  async #loadPatiently(): Promise<McpToolList> {
    const loading = this.#load()
    loading.catch(() => {})
    const patience = delay(this.#impatient ? 0 : LIST_PATIENCE_MS, undefined, { ref: false })
    const list = await Promise.race([loading, patience])
    if (list !== undefined) return list
    this.#impatient = true
    this.#leftOut ??= this.#notYet()
    throw this.#leftOut
  }

  #notYet(): CodeModeError {
    return new CodeModeError({
      code: 'TOOL_SERVER_FAILED',
      message: `The tool server "${this.definition.name}" has not answered yet. Its tools are listed as soon as it does; a call of one of them waits for it.`,
      details: { tool: this.definition.name },
    })
  }

  async #readCache(): Promise<void> {
    this.#reading ??= readToolList(this.#options.cacheDirectory, this.#digest)
    const cached = await this.#reading
    this.#list ??= cached
  }

  async #loadOnce(): Promise<McpToolList> {
    return (this.#list ??= await this.#keep(await this.#connections.firstList()))
  }

  async #callOnce(
    tool: string,
    args: JsonObject,
    context: ToolCallContext,
    mayRepeat: boolean,
  ): Promise<McpResult> {
    const connection = await withSignal(this.#connections.connectAlive(), context.signal)
    const timeoutMs = (this.definition.timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000
    try {
      const server = this.definition.name
      const result = await requestTool({ connection, server, tool, args, context, timeoutMs, mayRepeat })
      this.#connections.worked(connection)
      return result
    } catch (error) {
      if (isSessionGone(error)) this.#connections.drop(connection)
      if (CodeModeError.isInstance(error) && error.code === 'TOOL_FAILED')
        this.#connections.worked(connection)
      throw error
    }
  }

  async #keep(list: McpToolList): Promise<McpToolList> {
    await writeToolList(this.#options.cacheDirectory, this.#digest, list)
    return list
  }

  /** Reads the list again from the live server and tells of a change. */
  #refresh(): void {
    // What is being read may already be older than the change that was told of.
    this.#stale = true
    this.#refreshing ??= this.#refreshAll().finally(() => {
      this.#refreshing = undefined
    })
  }

  /** Never rejects: the list that is known stays, and the next connection tries again. */
  async #refreshAll(): Promise<void> {
    try {
      while (this.#stale) {
        this.#stale = false
        const connection = this.#connections.current
        if (connection === undefined) return
        const list = await this.#connections.listTools(connection)
        if (JSON.stringify(list) !== JSON.stringify(this.#list)) {
          this.#list = await this.#keep(list)
          this.#options.onChange()
        }
        if (this.#stale) await delay(REFRESH_PAUSE_MS, undefined, { ref: false })
      }
    } catch {
      this.#stale = false
    }
  }

  async #awaitChange(): Promise<void> {
    await Promise.race([this.#refreshing, delay(CHANGE_PATIENCE_MS, undefined, { ref: false })])
  }
}
