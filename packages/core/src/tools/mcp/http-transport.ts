import { setTimeout as delay } from 'node:timers/promises'

import type { FetchLike, Transport } from '@modelcontextprotocol/sdk/shared/transport.js'

import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { McpDefinition } from '../definitions/definition.ts'
import type { EnvironmentReferences } from '../definitions/environment-references.ts'
import { sseTransport } from './sse-transport.ts'
import { watchBody } from './watch-body.ts'

/** How long the end of a session may take at the server. */
const TERMINATE_MS = 1_000
/** The answer may still be on its way through the parser when the body has ended. */
const ANSWER_GRACE_MS = 100
/** JSON-RPC's code for a connection that closed, as the SDK uses it. */
const CONNECTION_CLOSED = -32_000

export interface HttpConnection {
  readonly transport: Transport
  readonly closeTransport: () => Promise<void>
}

/** Speaks MCP over streamable HTTP, or over the older server-sent events. @throws CodeModeError `TOOL_DEFINITION_INVALID` */
export async function openHttp(options: {
  readonly definition: McpDefinition
  readonly file: string
  readonly references: EnvironmentReferences
}): Promise<HttpConnection> {
  const { definition, file, references } = options
  const url = parseUrl(references.resolve(definition.url ?? ''), definition, file)
  const headers = references.resolveAll(definition.headers ?? {})
  if (definition.transport === 'sse') {
    const transport = await sseTransport(url, headers)
    return { transport, closeTransport: () => transport.close() }
  }
  const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/sdk/client/streamableHttp.js')
  const watchedFetch: FetchLike = async (address, init) => {
    const response = await fetch(address, init)
    const id = requestId(init)
    return id === undefined ? watchBody(response) : watchBody(response, () => void failUnanswered(id))
  }
  const transport = new StreamableHTTPClientTransport(url, {
    requestInit: { headers },
    fetch: watchedFetch,
  }) as StreamableHTTPTransport
  // Without this, a call whose answer was cut off would wait for its whole timeout. What was answered is not known any
  // more to the client, and so this answer is ignored.
  async function failUnanswered(id: number): Promise<void> {
    await delay(ANSWER_GRACE_MS)
    const error = { code: CONNECTION_CLOSED, message: 'The server ended the connection before it answered.' }
    transport.onmessage?.({ jsonrpc: '2.0', id, error })
  }
  // Servers may refuse to end a session; a server that is gone has none, and one that hangs is left.
  const closeTransport = async (): Promise<void> => {
    const left = new AbortController()
    await Promise.race([
      transport.terminateSession().catch(() => {}),
      delay(TERMINATE_MS, undefined, { signal: left.signal }).catch(() => {}),
    ])
    left.abort()
  }
  return { transport, closeTransport }
}

type StreamableHTTPTransport = Transport & { terminateSession(): Promise<void> }

/** The id of the request that is sent; the SDK writes it last. */
function requestId(init: RequestInit | undefined): number | undefined {
  if (init?.method !== 'POST' || typeof init.body !== 'string') return undefined
  const [, id] = /"id":(\d+)\}$/.exec(init.body.slice(-64)) ?? []
  return id === undefined ? undefined : Number(id)
}

function parseUrl(text: string, definition: McpDefinition, file: string): URL {
  const url = URL.parse(text)
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url
  // The address itself may hold a secret.
  throw new CodeModeError({
    code: 'TOOL_DEFINITION_INVALID',
    message: `${file}: the url of server "${definition.name}" is not an http or https address.`,
    details: { file },
  })
}
