import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterEach } from 'vitest'

const open: Server[] = []
afterEach(() => {
  for (const http of open.splice(0)) stop(http)
})

function stop(http: Server): void {
  http.closeAllConnections()
  http.close()
}

/** An HTTP server on a free port of the loopback, or on a given one, that ends with the test. */
export async function startHttp(
  listener: RequestListener,
  port = 0,
): Promise<{ readonly url: string; readonly port: number; readonly stop: () => void }> {
  const http = createServer(listener)
  http.listen(port, '127.0.0.1')
  await once(http, 'listening')
  open.push(http)
  const own = (http.address() as AddressInfo).port
  return { url: `http://127.0.0.1:${own}/mcp`, port: own, stop: () => stop(http) }
}

export interface RpcRequest {
  readonly id?: number
  readonly method: string
  readonly params?: Readonly<Record<string, unknown>>
}

/** The JSON-RPC message in the body of a request; `undefined` when it has none. */
export async function readRpc(request: IncomingMessage): Promise<RpcRequest | undefined> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body === '' ? undefined : (JSON.parse(body) as RpcRequest)
}
