import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js'
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { expect, onTestFinished, test } from 'vitest'

import { call, openRegistry } from './open-registry.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A server of the older HTTP with server-sent events; its one tool says which token came with the request. */
async function startServer(): Promise<string> {
  const sessions = new Map<string, SSEServerTransport>()
  const http = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost')
    if (request.method === 'POST') {
      void sessions.get(path.searchParams.get('sessionId') ?? '')?.handlePostMessage(request, response)
      return
    }
    const transport = new SSEServerTransport('/messages', response)
    sessions.set(transport.sessionId, transport)
    const server = new Server({ name: 'old', version: '1' }, { capabilities: { tools: {} } })
    server.setRequestHandler(ListToolsRequestSchema, () => ({
      tools: [{ name: 'who-am-i', inputSchema: { type: 'object' } }],
    }))
    server.setRequestHandler(CallToolRequestSchema, (_, extra) => ({
      content: [{ type: 'text', text: String(extra.requestInfo?.headers['x-token']) }],
    }))
    void server.connect(transport)
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  onTestFinished(() => {
    http.closeAllConnections()
    http.close()
  })
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}/sse`
}

test('a server of the older HTTP with server-sent events is reached, from YAML and from mcp.json', async () => {
  const url = await startServer()
  const folder = await temporaryFolder({
    'old.yaml': `name: old\ntype: mcp\ntransport: sse\nurl: ${url}\nheaders: { x-token: "\${TOKEN}" }\n`,
    'mcp.json': JSON.stringify({ mcpServers: { older: { type: 'sse', url } } }),
  })
  const registry = openRegistry([join(folder)], { env: { TOKEN: 'secret-1' } })
  expect(await call(registry, 'old.who_am_i')).toBe('secret-1')
  expect(await call(registry, 'older.who_am_i')).toBe('undefined')
})
