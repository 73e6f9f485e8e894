import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import path from 'node:path'
import { onTestFinished } from 'vitest'

/** How to start the real program from its source. */
export const PROGRAM: readonly [command: string, ...args: string[]] = [
  process.execPath,
  '--conditions=@code-mode/source',
  path.join(import.meta.dirname, '..', '..', 'src', 'bin.ts'),
]

export interface Connection {
  readonly client: Client
  readonly pid: number
  close(): Promise<void>
}

/** A client of a server process of its own. Both end with the test. */
export async function connect(...flags: readonly string[]): Promise<Connection> {
  const client = new Client({ name: 'test', version: '1.0.0' })
  const [command, ...args] = PROGRAM
  const transport = new StdioClientTransport({ command, args: [...args, ...flags], stderr: 'inherit' })
  onTestFinished(async () => await client.close())
  await client.connect(transport)
  return { client, pid: transport.pid ?? 0, close: async () => await client.close() }
}

/** Calls a tool and gives the texts of its answer as one, with what else it has. */
export async function call(
  client: Client,
  name: string,
  input: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly text: string; readonly result: CallToolResult }> {
  const result = (await client.callTool({ name, arguments: input })) as CallToolResult
  const text = result.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
  return { text, result }
}
