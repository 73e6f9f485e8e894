import { SessionPool } from '@code-mode/core'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createMcpServer } from '../create-mcp-server.ts'
import { crossOriginHeaders, refuseForeign, tokenCheck } from './check-request.ts'
import type { Refusal } from './check-request.ts'
import { checkAuth, MAX_REQUEST_BYTES } from './http-options.ts'
import type { HttpHandlerOptions } from './http-options.ts'
import { HttpSessions } from './http-sessions.ts'

/** Answers the requests of a `node:http` server. */
export interface HttpHandler extends AsyncDisposable {
  /** Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Ends all MCP sessions and closes their Python sessions. Idempotent. */
  close(): Promise<void>
}

/** A client that asks now may be let in when another one has left. In seconds. */
const RETRY_AFTER = '30'

/**
 * MCP over streamable HTTP, one Python session for each MCP session, to be mounted in a server of one's own. Requests
 * of foreign hosts and origins, and those without the token, are refused before anything of them is read.
 *
 * @throws TypeError for options that cannot be, such as neither a token nor `authDisabled`
 */
export function createHttpHandler(options: HttpHandlerOptions): HttpHandler {
  checkAuth(options)
  const {
    createSession,
    describedBy,
    createServer = createMcpServer,
    path = '/mcp',
    allowedHosts = [],
    allowedOrigins = [],
    maxRequestBytes = MAX_REQUEST_BYTES,
    maxSessions = 64,
    idleMs = 600_000,
  } = options
  const pool = new SessionPool({ create: createSession, maxSessions, idleMs })
  const sessions = new HttpSessions({
    createServer: (id) =>
      createServer({
        sessionFor: ({ signal }) => {
          // What is still under way when its session ends must not open another one.
          if (!sessions.has(id)) throw new TypeError('The MCP session has ended.')
          return pool.get(id, { signal })
        },
        ...(describedBy === undefined ? {} : { describedBy }),
      }),
    onEnd: (id) => void pool.end(id).catch(() => {}),
    maxSessions,
    idleMs,
    maxRequestBytes,
  })
  const refuseStranger = tokenCheck(options)
  let closing: Promise<void> | undefined

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [pathname] = (request.url ?? '/').split('?', 1)
    if (pathname === '/health') return sendHealth(response)
    if (pathname !== path) return refuse(response, { status: 404, message: `MCP is served at ${path}.` })
    const foreign = refuseForeign(request, allowedHosts, allowedOrigins)
    if (foreign !== undefined) return refuse(response, foreign)
    for (const [name, value] of Object.entries(crossOriginHeaders(request, allowedOrigins)))
      response.setHeader(name, value)
    // A browser asks beforehand, without the token, whether it may ask.
    if (request.method === 'OPTIONS') return void response.writeHead(204).end()
    const stranger = refuseStranger(request)
    if (stranger !== undefined) return refuse(response, stranger)
    if (closing !== undefined) return refuse(response, { status: 503, message: 'The server is closing.' })
    await forward(request, response)
  }

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = request.headers['mcp-session-id']
    if (id !== undefined) {
      const known = sessions.find(String(id))
      if (known !== undefined) return known.answer(request, response)
      return refuse(
        response,
        { status: 404, message: 'The session has ended. Begin with initialize.' },
        -32_001,
      )
    }
    if (request.method !== 'POST')
      return refuse(response, { status: 400, message: 'The header Mcp-Session-Id is missing.' })
    const begun = await sessions.begin()
    if (begun === undefined) return refuse(response, full(maxSessions))
    response.once('close', () => {
      if (!begun.begun) sessions.end(begun).catch(() => {})
    })
    await begun.answer(request, response)
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await answer(request, response)
    } catch (error) {
      if (response.headersSent) response.destroy()
      else refuse(response, { status: 500, message: error instanceof Error ? error.message : String(error) })
    }
  }

  const close = (): Promise<void> => {
    closing ??= sessions.close().then(() => pool.close())
    return closing
  }
  return { handle, close, [Symbol.asyncDispose]: close }
}

function full(maxSessions: number): Refusal {
  return {
    status: 503,
    message: `SESSION_LIMIT: A client is connected to each of the ${maxSessions} sessions that are allowed.`,
    headers: { 'retry-after': RETRY_AFTER },
  }
}

/** What is left of the request is not read. */
function refuse(response: ServerResponse, { status, message, headers = {} }: Refusal, code = -32_000): void {
  const body = JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null })
  response
    .writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers })
    .end(body)
}

function sendHealth(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}')
}
