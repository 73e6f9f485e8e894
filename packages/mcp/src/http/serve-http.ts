import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createHttpHandler } from './create-http-handler.ts'
import { isLoopback } from './http-options.ts'
import type { ServeHttpOptions } from './http-options.ts'

/** A server that listens. */
export interface HttpServer extends AsyncDisposable {
  /** Where clients connect: `http://127.0.0.1:8765/mcp`. */
  readonly url: string
  readonly port: number
  /** Stops listening, ends all sessions and cuts what is open. Idempotent. */
  close(): Promise<void>
}

/** Finds a client that vanished without a word, where the network itself does not tell. In milliseconds. */
const PROBE_CONNECTION_MS = 30_000

/**
 * Serves MCP over streamable HTTP, one Python session for each MCP session.
 *
 * @throws TypeError when `authDisabled` is said for an address that other machines reach; what listening throws
 */
export async function serveHttp(options: ServeHttpOptions): Promise<HttpServer> {
  const { host = '127.0.0.1', port, path = '/mcp', allowedHosts = [] } = options
  if (options.authDisabled === true && !isLoopback(host))
    throw new TypeError(`Other machines reach ${host}, so authDisabled is refused. Give authToken.`)
  const anyAddress = host === '0.0.0.0' || host === '::'
  const handler = createHttpHandler({
    ...options,
    allowedHosts: anyAddress ? allowedHosts : [...allowedHosts, bracketed(host)],
  })
  const { createServer } = await import('node:http')
  const http = createServer(
    { keepAlive: true, keepAliveInitialDelay: PROBE_CONNECTION_MS },
    (request, response) => void handler.handle(request, response),
  )
  http.listen({ host: host.replace(/^\[(.*)\]$/u, '$1'), port })
  try {
    await once(http, 'listening')
  } catch (error) {
    await handler.close()
    throw error
  }
  const { port: actual } = http.address() as AddressInfo
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closing ??= (async () => {
      const closed = once(http, 'close')
      http.close()
      await handler.close()
      http.closeAllConnections()
      await closed
    })()
    return closing
  }
  return {
    url: `http://${bracketed(host)}:${actual}${path}`,
    port: actual,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** As an address with colons is written before a port. */
function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}
