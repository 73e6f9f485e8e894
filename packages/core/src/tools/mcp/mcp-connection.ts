import { dirname } from 'node:path'

import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'

import { CodeModeError } from '../../errors/code-mode-error.ts'
import { expandPath, findCommand } from '../cli/find-command.ts'
import type { McpDefinition } from '../definitions/definition.ts'
import type { Environment, EnvironmentReferences } from '../definitions/environment-references.ts'
import { sseTransport } from './sse-transport.ts'
import { MCP_MESSAGE_BYTES, StdioTransport } from './stdio-transport.ts'
import type { JsonSchema } from '../tool.ts'
import type { McpToolInfo, McpToolList } from './tool-list-cache.ts'

export interface ConnectOptions {
  readonly definition: McpDefinition
  readonly file: string
  readonly env: Environment
  readonly references: EnvironmentReferences
  readonly connectTimeoutMs: number
  readonly signal: AbortSignal
  /** The connection ended, by whatever means. */
  readonly onClose: () => void
  readonly onListChanged: () => void
}

/** One live connection to a tool server. */
export interface McpConnection {
  readonly client: Client
  /** What is known of why the server failed: how it ended, and the tail of its stderr. */
  failure(): string
  /** False when the server's process has ended, also when the end of its streams has not been read yet. */
  isAlive(): Promise<boolean>
  listTools(signal: AbortSignal): Promise<McpToolList>
  close(): Promise<void>
}

/** @throws CodeModeError `TOOL_SERVER_FAILED` with the tail of the server's stderr, `TOOL_COMMAND_NOT_FOUND`, `TOOL_DEFINITION_INVALID` */
export async function connectServer(options: ConnectOptions): Promise<McpConnection> {
  const { definition, file, references, connectTimeoutMs, signal } = options
  const [{ Client: McpClient }, { ToolListChangedNotificationSchema }] = await Promise.all([
    import('@modelcontextprotocol/sdk/client/index.js'),
    import('@modelcontextprotocol/sdk/types.js'),
  ])
  const { transport, failure, isAlive, closeTransport } = await openTransport(options)
  const client = new McpClient({ name: 'code-mode', version: '1' })
  client.onclose = options.onClose
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => options.onListChanged())
  const close = async (): Promise<void> => {
    await closeTransport()
    await client.close()
  }
  try {
    await client.connect(transport, { timeout: connectTimeoutMs, signal })
  } catch (error) {
    // The exit of a server that failed at once, and its last words, come a moment after the end of its stdout.
    await close().catch(() => {})
    signal.throwIfAborted()
    const reason = references.redact(
      [describeFailure(error), failure()].filter((text) => text !== '').join('\n'),
    )
    throw new CodeModeError({
      code: 'TOOL_SERVER_FAILED',
      message: `The tool server "${definition.name}" could not be started or reached: ${reason}`,
      details: { tool: definition.name, file, connectTimeoutMs },
      cause: error,
    })
  }
  return {
    client,
    failure: () => references.redact(failure()),
    isAlive,
    listTools: (listSignal) => listTools(client, listSignal),
    close,
  }
}

interface OpenTransport {
  readonly transport: Transport
  readonly failure: () => string
  readonly isAlive: () => Promise<boolean>
  readonly closeTransport: () => Promise<void>
}

async function openTransport({ definition, file, env, references }: ConnectOptions): Promise<OpenTransport> {
  if (definition.url !== undefined) {
    const { StreamableHTTPClientTransport } =
      await import('@modelcontextprotocol/sdk/client/streamableHttp.js')
    const headers = references.resolveAll(definition.headers ?? {})
    const url = parseUrl(references.resolve(definition.url), definition, file)
    if (definition.transport === 'sse') {
      const sse = await sseTransport(url, headers)
      return {
        transport: sse,
        failure: () => '',
        isAlive: async () => true,
        closeTransport: () => sse.close(),
      }
    }
    const transport = new StreamableHTTPClientTransport(url, { requestInit: { headers } })
    return {
      transport: transport as Transport,
      failure: () => '',
      isAlive: async () => true,
      // Servers may refuse to end a session; a server that is gone has none.
      closeTransport: () => transport.terminateSession().catch(() => {}),
    }
  }
  const { ReadBuffer } = await import('@modelcontextprotocol/sdk/shared/stdio.js')
  const folder = dirname(file)
  const serverEnv = { ...env, ...references.resolveAll(definition.env ?? {}) }
  const transport = new StdioTransport({
    file: findCommand(references.resolve(definition.command ?? ''), {
      env: serverEnv,
      folder,
      toolName: definition.name,
    }),
    args: (definition.args ?? []).map((text) => references.resolve(text)),
    env: serverEnv,
    cwd:
      definition.cwd === undefined ? process.cwd() : expandPath(references.resolve(definition.cwd), folder),
    readBuffer: new ReadBuffer({ maxBufferSize: MCP_MESSAGE_BYTES }),
  })
  const failure = (): string => {
    const ended = transport.exit === '' ? '' : `The server ${transport.exit}.`
    return [ended, transport.stderrTail === '' ? '' : `stderr: ${transport.stderrTail}`]
      .filter((text) => text !== '')
      .join(' ')
  }
  return { transport, failure, isAlive: () => transport.isAlive(), closeTransport: () => transport.close() }
}

function parseUrl(text: string, definition: McpDefinition, file: string): URL {
  const url = URL.parse(text)
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url
  // The address itself may hold a secret.
  throw new CodeModeError({
    code: 'TOOL_DEFINITION_INVALID',
    message: `${file}: the url of server "${definition.name}" is not an http or https address.`,
    details: { file },
  })
}

async function listTools(client: Client, signal: AbortSignal): Promise<McpToolList> {
  const { ListToolsResultSchema } = await import('@modelcontextprotocol/sdk/types.js')
  const tools: McpToolInfo[] = []
  const title = client.getServerVersion()?.title ?? client.getServerVersion()?.name ?? ''
  if (client.getServerCapabilities()?.tools === undefined) return { title, tools }
  let cursor: string | undefined
  do {
    // Not client.listTools: that compiles every output schema, and one that is wrong would hide all tools.
    const page = await client.request(
      { method: 'tools/list', params: cursor === undefined ? {} : { cursor } },
      ListToolsResultSchema,
      { signal },
    )
    for (const { name, description, inputSchema, outputSchema } of page.tools) {
      tools.push({
        name,
        description: description ?? '',
        inputSchema: inputSchema as JsonSchema,
        ...(outputSchema === undefined ? {} : { outputSchema: outputSchema as JsonSchema }),
      })
    }
    cursor = page.nextCursor === cursor ? undefined : page.nextCursor
  } while (cursor !== undefined)
  return { title, tools }
}

/** `fetch failed` alone says nothing; the reason is in the cause. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause =
    error.cause instanceof Error
      ? error.cause.message || (error.cause as NodeJS.ErrnoException).code
      : undefined
  return cause === undefined ? error.message : `${error.message} (${cause})`
}
