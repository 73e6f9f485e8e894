import type { SessionApi } from '@code-mode/core'
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { CreateMcpServerOptions } from '../create-mcp-server.ts'

/** Who may ask. */
export type HttpAuth =
  | {
      /** What a client sends as `Authorization: Bearer <token>`. */
      readonly authToken: string
      readonly authDisabled?: never
    }
  | {
      /** Lets everybody in who reaches the address. */
      readonly authDisabled: true
      readonly authToken?: never
    }

export type HttpHandlerOptions = HttpAuth & {
  /** Opens the session of one MCP session, at its first request that needs one. The handler closes it. */
  readonly createSession: (mcpSessionId: string) => Promise<SessionApi>
  /** A session like the others, from which descriptions of tools are made. It runs nothing, and stays the caller's to close. */
  readonly describedBy?: SessionApi
  /** Makes the server of one MCP session. @defaultValue {@link createMcpServer} */
  readonly createServer?: (options: CreateMcpServerOptions) => Promise<McpServer>
  /** Where MCP is served; `/health` is beside it. @defaultValue '/mcp' */
  readonly path?: string
  /**
   * Names that requests may call this server by, each with a port or, for every port, without. Besides `localhost`,
   * `127.0.0.1` and `[::1]`. @defaultValue []
   */
  readonly allowedHosts?: readonly string[]
  /** Origins of web pages that may ask, besides pages of this server: `https://app.example`. @defaultValue [] */
  readonly allowedOrigins?: readonly string[]
  /** Largest body of a request. @defaultValue 16_777_216 */
  readonly maxRequestBytes?: number
  /** Most MCP sessions at a time; when all are connected, another one is refused. @defaultValue 64 */
  readonly maxSessions?: number
  /**
   * An MCP session that nobody is connected to for this long is closed, and the Python session of one that is
   * connected and asks for nothing, in milliseconds. @defaultValue 600_000
   */
  readonly idleMs?: number
}

export type ServeHttpOptions = HttpHandlerOptions & {
  /** @defaultValue '127.0.0.1' */
  readonly host?: string
  /** 0 is any free one. */
  readonly port: number
}

/** A request has at most this many bytes unless said otherwise: a program or a workflow comes in one. */
export const MAX_REQUEST_BYTES: number = 16_777_216

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/iu

/** Whether only this machine reaches the address. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host)
}

/** @throws TypeError where anybody could ask without having been meant to */
export function checkAuth(auth: HttpAuth): void {
  const { authToken, authDisabled } = auth
  if (authDisabled === true && authToken === undefined) return
  if (authDisabled === true) throw new TypeError('authToken and authDisabled exclude each other.')
  if (typeof authToken !== 'string' || !/^[\x21-\x7e]+$/u.test(authToken))
    throw new TypeError(
      'HTTP needs authToken: visible ASCII characters without spaces. Or say authDisabled: true.',
    )
}
