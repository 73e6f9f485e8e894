import { cliTool } from '../cli/cli-tool.ts'
import { ChangeListeners } from '../change-listeners.ts'
import { McpServer } from '../mcp/mcp-server.ts'
import { mcpTool } from '../mcp/mcp-tool.ts'
import type { McpToolList } from '../mcp/tool-list-cache.ts'
import type { LoadOptions, Tool, ToolProblem, ToolSource, ToolSourceState } from '../tool.ts'
import type { LoadedDefinition } from './definition.ts'
import { DefinitionFiles } from './definition-files.ts'
import type { Environment } from './environment-references.ts'
import type { FileDefinitions } from './read-definition.ts'

const DEFAULT_CONNECT_TIMEOUT_MS = 30_000

export interface DefinitionSourceOptions {
  /** What `${NAME}` is resolved from and what tools inherit. @defaultValue process.env */
  readonly env?: Environment
  /** Folder for the lists of tool servers. Without it they are kept in memory only. */
  readonly cacheDirectory?: string
  /** @defaultValue 30000 */
  readonly connectTimeoutMs?: number
  /** Whether the path may be missing. @defaultValue false */
  readonly optional?: boolean
}

/** The tools that a folder of definition files, one such file, or an `mcp.json` defines. */
export class DefinitionSource implements ToolSource {
  readonly #options: DefinitionSourceOptions
  readonly #files: DefinitionFiles
  readonly #listeners = new ChangeListeners()
  #servers = new Map<string, McpServer>()
  readonly #retired = new Set<McpServer>()
  #state: ToolSourceState = { tools: [], problems: [] }
  /** What {@link #state} was made from; compared piece by piece. */
  #parts: readonly unknown[] | undefined
  #closed = false

  constructor(path: string, options: DefinitionSourceOptions = {}) {
    this.#options = options
    this.#files = new DefinitionFiles({ path, optional: options.optional ?? false })
  }

  async load(options: LoadOptions): Promise<ToolSourceState> {
    options.signal?.throwIfAborted()
    const files = await this.#files.read()
    if (this.#closed) return this.#state
    const servers = this.#updateServers(files)
    // Side by side: a slow server delays no other.
    const lists = await Promise.all(
      servers.map((server) =>
        server.tools(options).catch((error: unknown) => failureOf(error, options.signal)),
      ),
    )
    const parts = [files, ...lists]
    if (this.#parts?.length === parts.length && parts.every((part, index) => part === this.#parts?.[index]))
      return this.#state
    this.#state = this.#build(files, servers, lists)
    this.#parts = parts
    return this.#state
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#listeners.clear()
    await Promise.all([...this.#servers.values(), ...this.#retired].map((server) => server.close()))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** One server for each definition that is the same as before; the rest are ended or made. */
  #updateServers({ definitions }: FileDefinitions): readonly McpServer[] {
    const servers = new Map<string, McpServer>()
    const ordered = definitions.flatMap((loaded) => {
      if (loaded.kind !== 'mcp') return []
      const key = JSON.stringify(loaded)
      const server = this.#servers.get(key) ?? this.#makeServer(loaded)
      servers.set(key, server)
      return [server]
    })
    for (const [key, server] of this.#servers) {
      if (servers.has(key)) continue
      this.#retired.add(server)
      server.retire()
    }
    this.#servers = servers
    return ordered
  }

  #makeServer({ definition, file }: LoadedDefinition & { readonly kind: 'mcp' }): McpServer {
    const { env = process.env, cacheDirectory, connectTimeoutMs = DEFAULT_CONNECT_TIMEOUT_MS } = this.#options
    return new McpServer({
      definition,
      file,
      env,
      cacheDirectory,
      connectTimeoutMs,
      onChange: () => this.#listeners.notify(),
    })
  }

  #build(
    files: FileDefinitions,
    servers: readonly McpServer[],
    lists: readonly (McpToolList | Error | undefined)[],
  ): ToolSourceState {
    const { env = process.env } = this.#options
    const tools: Tool[] = []
    const problems: ToolProblem[] = [...files.problems]
    let next = 0
    for (const loaded of files.definitions) {
      if (loaded.kind === 'cli') {
        tools.push(cliTool({ definition: loaded.definition, file: loaded.file, env }))
        continue
      }
      const server = servers[next]
      const list = lists[next]
      next += 1
      if (server === undefined || list === undefined) continue
      if (list instanceof Error)
        problems.push({ origin: loaded.file, tool: loaded.definition.name, message: list.message })
      else tools.push(mcpTool(server, loaded.file, list))
    }
    return { tools, problems }
  }
}

function failureOf(error: unknown, signal: AbortSignal | undefined): Error {
  signal?.throwIfAborted()
  return error instanceof Error ? error : new Error(String(error))
}
