import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HttpHost {
  readonly url: string
  close(): Promise<void>
}

/**
 * Serves MCP over streamable HTTP on a free port of the loopback, one server for each protocol session. Requests that
 * name another host are refused. For tests only.
 */
export async function serveHttp(makeServer: () => Promise<McpServer>): Promise<HttpHost> {
  const transports = new Map<string, StreamableHTTPServerTransport>()
  const http = createServer((request, response) => {
    answer(request, response, { makeServer, transports, port: portOf(http) }).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500)
      response.end(String(error))
    })
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    url: `http://127.0.0.1:${portOf(http)}/mcp`,
    close: async () => {
      await Promise.all([...transports.values()].map(async (transport) => await transport.close()))
      http.closeAllConnections()
      http.close()
      await once(http, 'close')
    },
  }
}

interface Host {
  readonly makeServer: () => Promise<McpServer>
  readonly transports: Map<string, StreamableHTTPServerTransport>
  readonly port: number
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { makeServer, transports, port }: Host,
): Promise<void> {
  const id = request.headers['mcp-session-id']
  const known = typeof id === 'string' ? transports.get(id) : undefined
  if (id !== undefined && known === undefined) {
    response.writeHead(404).end()
    return
  }
  const transport: StreamableHTTPServerTransport =
    known ??
    new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (session) => void transports.set(session, transport),
      onsessionclosed: (session) => void transports.delete(session),
      enableDnsRebindingProtection: true,
      allowedHosts: [`127.0.0.1:${port}`, `localhost:${port}`],
      allowedOrigins: [`http://127.0.0.1:${port}`, `http://localhost:${port}`],
    })
  if (known === undefined) await (await makeServer()).connect(transport as Transport)
  await transport.handleRequest(request, response)
}

function portOf(http: Server): number {
  return (http.address() as AddressInfo).port
}
