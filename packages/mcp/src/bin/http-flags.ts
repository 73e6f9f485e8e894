import { duration } from './duration.ts'

/** How to serve over HTTP. */
export interface HttpFlags {
  readonly host: string
  readonly port: number
  /** The environment variable that has the token; undefined when none is asked for. */
  readonly tokenVariable: string | undefined
  readonly allowedHosts: readonly string[]
  readonly allowedOrigins: readonly string[]
  readonly idleMs: number | undefined
  readonly maxSessions: number | undefined
}

interface HttpValues {
  readonly http?: string
  readonly 'auth-token-env'?: string
  readonly 'no-auth'?: boolean
  readonly 'allow-host'?: readonly string[]
  readonly 'allow-origin'?: readonly string[]
  readonly idle?: string
  readonly 'max-sessions'?: string
}

const ONLY_WITH_HTTP = [
  'auth-token-env',
  'no-auth',
  'allow-host',
  'allow-origin',
  'idle',
  'max-sessions',
] as const

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/iu

/** @throws TypeError for what cannot be, or would let everybody in */
export function httpFlags(values: HttpValues): HttpFlags | undefined {
  if (values.http === undefined) {
    const alone = ONLY_WITH_HTTP.find((name) => values[name] !== undefined)
    if (alone === undefined) return undefined
    throw new TypeError(`--${alone} is for HTTP: say --http [HOST:]PORT as well.`)
  }
  const { host, port } = address(values.http)
  const open = values['no-auth'] === true
  if (open && values['auth-token-env'] !== undefined)
    throw new TypeError('--no-auth and --auth-token-env exclude each other.')
  if (open && !LOOPBACK.test(host))
    throw new TypeError(`--no-auth is refused for ${host}: other machines reach it. Use a token.`)
  return {
    host,
    port,
    tokenVariable: open ? undefined : (values['auth-token-env'] ?? 'CODE_MODE_TOKEN'),
    allowedHosts: (values['allow-host'] ?? []).map(hostName),
    allowedOrigins: (values['allow-origin'] ?? []).map(origin),
    idleMs: values.idle === undefined ? undefined : duration('idle', values.idle),
    maxSessions: values['max-sessions'] === undefined ? undefined : count(values['max-sessions']),
  }
}

function address(text: string): { readonly host: string; readonly port: number } {
  const [, host = '127.0.0.1', port = ''] = /^(?:(\[[\da-f:.]+\]|[^:[\]\s]+):)?(\d{1,5})$/iu.exec(text) ?? []
  if (port === '' || Number(port) > 65_535)
    throw new TypeError(
      `--http: ${JSON.stringify(text)} is no address. Write 8765, 127.0.0.1:8765 or [::1]:8765; port 0 is any free one.`,
    )
  return { host, port: Number(port) }
}

function hostName(text: string): string {
  if (/^(?:\[[\da-f:.]+\]|[a-z\d.-]+)(?::\d{1,5})?$/iu.test(text)) return text
  throw new TypeError(
    `--allow-host: ${JSON.stringify(text)} is no host. Write code.example.com or code.example.com:8443.`,
  )
}

function origin(text: string): string {
  if (URL.canParse(text) && /^https?:$/u.test(new URL(text).protocol) && new URL(text).origin === text)
    return text
  throw new TypeError(
    `--allow-origin: ${JSON.stringify(text)} is no origin. Write https://app.example.com, without a path.`,
  )
}

function count(text: string): number {
  if (/^[1-9]\d{0,5}$/u.test(text)) return Number(text)
  throw new TypeError(`--max-sessions: ${JSON.stringify(text)} is no number of sessions above zero.`)
}
