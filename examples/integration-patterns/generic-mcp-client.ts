import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import type { StdioServerParameters } from '@modelcontextprotocol/sdk/client/stdio.js'

/** Starts a server, for instance `{ command: 'npx', args: ['-y', '@code-mode/mcp', '--base', './agent'] }`. */
export async function connect(server: StdioServerParameters): Promise<Client> {
  const client = new Client({ name: 'my-agent', version: '1.0.0' })
  await client.connect(new StdioClientTransport(server))
  return client
}

/** What the model reads. A failed program is an answer with `isError`, not an exception. */
export async function runCode(client: Client, code: string): Promise<{ text: string; isError: boolean }> {
  const result = await client.callTool({ name: 'run_code', arguments: { code } })
  const content = result.content as readonly { readonly type: string; readonly text?: string }[]
  return {
    text: content.map((part) => part.text ?? `[${part.type}]`).join('\n'),
    isError: result.isError === true,
  }
}
