import { serveHttp } from '../http/serve-http.ts'
import { isLoopback } from '../http/http-options.ts'
import type { HttpAuth } from '../http/http-options.ts'
import { closeInTime, sayWhy } from './end.ts'
import { whenSignalled } from './end-of-service.ts'
import type { ServeFlags } from './flags.ts'
import type { HttpFlags } from './http-flags.ts'
import { openSessions } from './open-session.ts'

/** Serves any number of clients over HTTP until a signal comes, and leaves no process behind. */
export async function serveOverHttp(flags: ServeFlags, http: HttpFlags): Promise<void> {
  const over = whenSignalled()
  let exitCode = 0
  try {
    const auth = authOf(http)
    const sessions = await openSessions(flags)
    try {
      // Only listed from: what it is asked for starts no interpreter.
      const describedBy = await sessions.open()
      const { host, port, allowedHosts, allowedOrigins, idleMs, maxSessions } = http
      try {
        const server = await serveHttp({
          ...auth,
          createSession: () => sessions.open(),
          describedBy,
          host,
          port,
          allowedHosts,
          allowedOrigins,
          ...(idleMs === undefined ? {} : { idleMs }),
          ...(maxSessions === undefined ? {} : { maxSessions }),
        })
        process.stderr.write(`code-mode-mcp: serving ${server.url} (${accessOf(http)})\n`)
        await over
        await closeInTime(() => server.close())
      } finally {
        await closeInTime(() => describedBy.close())
      }
    } finally {
      await closeInTime(() => sessions.close())
    }
  } catch (error) {
    sayWhy(error)
    exitCode = 1
  }
  process.exit(exitCode)
}

function authOf({ tokenVariable }: HttpFlags): HttpAuth {
  if (tokenVariable === undefined) return { authDisabled: true }
  const authToken = process.env[tokenVariable] ?? ''
  // Programs could read it through a tool that inherits the environment.
  delete process.env[tokenVariable]
  if (authToken !== '') return { authToken }
  throw new TypeError(
    `The environment variable ${tokenVariable} has no token. Set it (openssl rand -hex 32 makes one), name another with --auth-token-env, or say --no-auth on a loopback address.`,
  )
}

function accessOf({ host, tokenVariable }: HttpFlags): string {
  const access = tokenVariable === undefined ? 'no token asked' : `token from ${tokenVariable}`
  return isLoopback(host) ? access : `${access}; not encrypted: put TLS in front`
}
