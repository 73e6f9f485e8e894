import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'

/** A transport for servers that speak the older HTTP with server-sent events, which definitions ask for by `transport: sse`. */
export async function sseTransport(url: URL, headers: Readonly<Record<string, string>>): Promise<Transport> {
  const { SSEClientTransport } = await import('@modelcontextprotocol/sdk/client/sse.js')
  return new SSEClientTransport(url, { requestInit: { headers } })
}
