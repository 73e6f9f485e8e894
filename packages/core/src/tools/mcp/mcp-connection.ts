import { dirname } from 'node:path'

import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'

import { CodeModeError } from '../../errors/code-mode-error.ts'
import { expandPath, findCommand } from '../cli/find-command.ts'
import { workingFolder } from '../cli/working-folder.ts'
import type { McpDefinition } from '../definitions/definition.ts'
import type { Environment, EnvironmentReferences } from '../definitions/environment-references.ts'
import { describeFailure } from './describe-failure.ts'
import { openHttp } from './http-transport.ts'
import { listServerTools } from './list-server-tools.ts'
import { StdioTransport } from './stdio-transport.ts'
import type { McpToolList } from './tool-list-cache.ts'

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
  /** What went wrong, as far as it is known: the error, how the server ended, the tail of its stderr. No secrets. */
  describe(error: unknown): string
  /** Takes the secrets of the definition out of a text. */
  redact(text: string): string
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
  const redact = (text: string): string => references.redact(text)
  const describe = (error: unknown): string =>
    redact([describeFailure(error, definition), failure()].filter((text) => text !== '').join('\n'))
  try {
    await client.connect(transport, { timeout: connectTimeoutMs, signal })
  } catch (error) {
    // The exit of a server that failed at once, and its last words, come a moment after the end of its stdout.
    await close().catch(() => {})
    signal.throwIfAborted()
    throw new CodeModeError({
      code: 'TOOL_SERVER_FAILED',
      message: `The tool server "${definition.name}" could not be started or reached: ${describe(error)}`,
      details: { tool: definition.name, file, connectTimeoutMs },
      cause: error,
    })
  }
  return {
    client,
    describe,
    redact,
    isAlive,
    listTools: (listSignal) => listServerTools(client, listSignal),
    close,
  }
}

interface OpenTransport {
  readonly transport: Transport
  readonly failure: () => string
  readonly isAlive: () => Promise<boolean>
  readonly closeTransport: () => Promise<void>
}

async function openTransport(options: ConnectOptions): Promise<OpenTransport> {
  const { definition, file, env, references } = options
  if (definition.url !== undefined) {
    return { ...(await openHttp(options)), failure: () => '', isAlive: async () => true }
  }
  const { deserializeMessage } = await import('@modelcontextprotocol/sdk/shared/stdio.js')
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
    cwd: workingFolder(
      definition.cwd === undefined ? undefined : expandPath(references.resolve(definition.cwd), folder),
      file,
      references,
    ),
    readMessage: deserializeMessage,
  })
  return {
    transport,
    failure: () => transport.failure,
    isAlive: () => transport.isAlive(),
    closeTransport: () => transport.close(),
  }
}
