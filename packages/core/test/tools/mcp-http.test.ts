import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { afterEach, expect, test } from 'vitest'

import { call, openRegistry } from './open-registry.ts'
import { until } from './process-alive.ts'
import { temporaryFolder } from './temporary-folder.ts'

interface HttpServer {
  readonly url: string
  readonly headers: IncomingHttpHeaders[]
  readonly sessions: Map<string, StreamableHTTPServerTransport>
}
const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** A server with three tools, one on each page of the list. */
async function startServer(): Promise<HttpServer> {
  const headers: IncomingHttpHeaders[] = []
  const sessions = new Map<string, StreamableHTTPServerTransport>()
  const http = createServer((request, response) => {
    headers.push(request.headers)
    const id = request.headers['mcp-session-id']
    const known = typeof id === 'string' ? sessions.get(id) : undefined
    if (id !== undefined && known === undefined) {
      response.writeHead(404).end('no such session')
      return
    }
    void (known === undefined ? openSession(sessions) : Promise.resolve(known)).then((transport) =>
      transport.handleRequest(request, response),
    )
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  closers.push(() => {
    http.closeAllConnections()
    http.close()
  })
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`, headers, sessions }
}

async function openSession(
  sessions: Map<string, StreamableHTTPServerTransport>,
): Promise<StreamableHTTPServerTransport> {
  const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    onsessioninitialized: (id) => void sessions.set(id, transport),
    onsessionclosed: (id) => void sessions.delete(id),
  })
  const server = new Server(
    { name: 'pages', version: '1' },
    { capabilities: { tools: { listChanged: true } } },
  )
  let pages = 3
  server.setRequestHandler(ListToolsRequestSchema, ({ params }) => {
    const page = Number(params?.cursor ?? 0)
    return {
      tools: [
        { name: `tool_${page}`, inputSchema: { type: 'object', properties: { grow: { type: 'boolean' } } } },
      ],
      ...(page < pages - 1 ? { nextCursor: String(page + 1) } : {}),
    }
  })
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    if (params.name === 'tool_2' && params.arguments?.['grow'] === true) {
      pages = 4
      await server.sendToolListChanged()
    }
    return { content: [{ type: 'text', text: params.name }] }
  })
  await server.connect(transport as Transport)
  return transport
}

async function registryFor(
  url: string,
  headers: Record<string, string> = {},
  env: Record<string, string> = {},
) {
  const folder = await temporaryFolder({
    'mcp.json': JSON.stringify({ mcpServers: { remote: { type: 'http', url, headers } } }),
  })
  return openRegistry([folder], { env: { ...process.env, ...env } })
}

test('a server over streamable HTTP is listed page by page, with resolved headers on every request', async () => {
  const server = await startServer()
  const registry = await registryFor(
    server.url,
    { Authorization: 'Bearer ${HTTP_TOKEN}' },
    { HTTP_TOKEN: 'tok-123' },
  )
  const [remote] = await registry.list()
  expect(remote?.callables.map((callable) => callable.name)).toEqual(['tool_0', 'tool_1', 'tool_2'])
  expect(await call(registry, 'remote.tool_2')).toBe('tool_2')
  expect(new Set(server.headers.map((headers) => headers.authorization))).toEqual(new Set(['Bearer tok-123']))
})

test('a session that the server has forgotten is opened again for the call', async () => {
  const server = await startServer()
  const registry = await registryFor(server.url)
  expect(await call(registry, 'remote.tool_0')).toBe('tool_0')
  server.sessions.clear()
  expect(await Promise.all([0, 1, 2].map((page) => call(registry, `remote.tool_${page}`)))).toEqual([
    'tool_0',
    'tool_1',
    'tool_2',
  ])
  expect(server.sessions.size).toBe(1)
})

test('a change of the list is told over HTTP too', async () => {
  const server = await startServer()
  const registry = await registryFor(server.url)
  expect(await call(registry, 'remote.tool_0')).toBe('tool_0')
  let changes = 0
  registry.onChange(() => (changes += 1))
  // The stream of notifications opens beside the first calls.
  await until(async () => {
    await call(registry, 'remote.tool_2', { grow: true })
    return changes > 0
  })
  expect(await call(registry, 'remote.tool_3')).toBe('tool_3')
})

test('closing ends the session at the server', async () => {
  const server = await startServer()
  const registry = await registryFor(server.url)
  await call(registry, 'remote.tool_0')
  expect(server.sessions.size).toBe(1)
  await registry.close()
  expect(server.sessions.size).toBe(0)
})

test('a server that cannot be reached is a problem with the reason, without the secrets of its address', async () => {
  const server = await startServer()
  closers.splice(0).forEach((close) => close())
  const registry = await registryFor(`${server.url}?key=\${URL_KEY}`, {}, { URL_KEY: 'url-secret' })
  const { problems } = await registry.snapshot()
  expect(problems[0]?.message).toMatch(
    /The tool server "remote" could not be started or reached: .*ECONNREFUSED/,
  )
  expect(JSON.stringify(problems)).not.toContain('url-secret')
})
