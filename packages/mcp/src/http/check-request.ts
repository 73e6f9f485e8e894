import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { HttpAuth } from './http-options.ts'

/** Why a request is not answered. */
export interface Refusal {
  readonly status: number
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
}

const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]']

/**
 * Refuses what a web page could send by a browser's hand: a name that was made to lead here (DNS rebinding), and pages
 * of other origins.
 */
export function refuseForeign(
  request: IncomingMessage,
  allowedHosts: readonly string[],
  allowedOrigins: readonly string[],
): Refusal | undefined {
  const host = request.headers.host?.toLowerCase() ?? ''
  const name = host.replace(/:\d+$/u, '')
  const known = [...LOCAL_NAMES, ...allowedHosts.map((allowed) => allowed.toLowerCase())]
  if (name === '' || !(known.includes(host) || known.includes(name)))
    return {
      status: 403,
      message: `The host ${JSON.stringify(host)} is not one of this server. It can be allowed with --allow-host.`,
    }
  const { origin } = request.headers
  if (origin === undefined || origin === `http://${host}` || allowedOrigins.includes(origin)) return undefined
  // Behind a proxy that speaks TLS. A local name over https is no page of ours.
  if (origin === `https://${host}` && !LOCAL_NAMES.includes(name)) return undefined
  return {
    status: 403,
    message: `The origin ${JSON.stringify(origin)} may not ask here. It can be allowed with --allow-origin.`,
  }
}

/** Refuses a request without the token. Compares digests, so that time tells nothing. */
export function tokenCheck({ authToken }: HttpAuth): (request: IncomingMessage) => Refusal | undefined {
  if (authToken === undefined) return () => undefined
  const expected = digest(authToken)
  return ({ headers }) => {
    const given = /^Bearer +(\S+) *$/iu.exec(headers.authorization ?? '')?.[1]
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return undefined
    const what = headers.authorization === undefined ? 'has no token' : 'has a wrong token'
    return {
      status: 401,
      message: `The request ${what}. Send the header "Authorization: Bearer <token>".`,
      headers: { 'www-authenticate': 'Bearer realm="code-mode"' },
    }
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** What a browser must be told so that a page of an allowed origin can ask. */
export function crossOriginHeaders(
  { headers }: IncomingMessage,
  allowedOrigins: readonly string[],
): Readonly<Record<string, string>> {
  const { origin } = headers
  if (origin === undefined || !allowedOrigins.includes(origin)) return {}
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, POST, DELETE',
    'access-control-allow-headers':
      'authorization, content-type, last-event-id, mcp-protocol-version, mcp-session-id',
    'access-control-expose-headers': 'mcp-session-id',
    vary: 'origin',
  }
}
