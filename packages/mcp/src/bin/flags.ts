import { resolve } from 'node:path'
import { homedir } from 'node:os'
import { parseArgs } from 'node:util'
import { checkWrapped } from './check-wrapped.ts'
import { duration } from './duration.ts'
import { httpFlags } from './http-flags.ts'
import type { HttpFlags } from './http-flags.ts'
import { nearestFlag } from './nearest-flag.ts'

const OPTIONS = {
  base: { type: 'string' },
  storage: { type: 'string' },
  tools: { type: 'string', multiple: true },
  timeout: { type: 'string' },
  python: { type: 'string' },
  'no-runtime-deps': { type: 'boolean' },
  'no-sync-deps': { type: 'boolean' },
  wrap: { type: 'string', multiple: true },
  http: { type: 'string' },
  'auth-token-env': { type: 'string' },
  'no-auth': { type: 'boolean' },
  'allow-host': { type: 'string', multiple: true },
  'allow-origin': { type: 'string', multiple: true },
  idle: { type: 'string' },
  'max-sessions': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const

/** What the command line asks for. Paths are absolute. */
export type Command =
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'usage-error'; readonly message: string }
  | { readonly kind: 'serve'; readonly flags: ServeFlags }

export interface ServeFlags {
  readonly base: string
  readonly storage: string | undefined
  readonly tools: readonly string[]
  /** Lists of MCP servers to stand in front of. */
  readonly wrap: readonly string[]
  readonly timeoutMs: number | undefined
  readonly python: string | undefined
  readonly allowRuntimeDeps: boolean
  readonly syncDepsOnStart: boolean
  /** How to serve over HTTP; undefined for stdin and stdout. */
  readonly http: HttpFlags | undefined
}

/** Reads the command line. Never throws: a wrong flag is a `usage-error`. */
export function parseFlags(args: readonly string[]): Command {
  try {
    assertKnown(args)
    const { values } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false })
    if (values.help === true) return { kind: 'help' }
    if (values.version === true) return { kind: 'version' }
    const flags: ServeFlags = {
      base: path('base', values.base ?? '~/.code-mode'),
      storage: values.storage === undefined ? undefined : path('storage', values.storage),
      tools: (values.tools ?? []).map((value) => path('tools', value)),
      wrap: (values.wrap ?? []).map((value) => path('wrap', value)),
      timeoutMs: values.timeout === undefined ? undefined : duration('timeout', values.timeout),
      python: values.python === undefined ? undefined : expandHome(values.python),
      allowRuntimeDeps: values['no-runtime-deps'] !== true,
      syncDepsOnStart: values['no-sync-deps'] !== true,
      http: httpFlags(values),
    }
    checkWrapped(flags.wrap)
    return { kind: 'serve', flags }
  } catch (error) {
    return { kind: 'usage-error', message: error instanceof Error ? error.message : String(error) }
  }
}

/** node:util names an unknown flag, but not the one that was meant. */
function assertKnown(args: readonly string[]): void {
  const names = Object.keys(OPTIONS)
  const tokens = parseArgs({ args: [...args], options: OPTIONS, strict: false, tokens: true }).tokens
  for (const token of tokens) {
    if (token.kind === 'positional')
      throw new TypeError(
        `"${token.value}" is not expected: all settings are flags. For a folder: --base ${token.value}`,
      )
    if (token.kind !== 'option' || names.includes(token.name)) continue
    const nearest = nearestFlag(token.name, names)
    throw new TypeError(
      `There is no flag ${token.rawName}.${nearest === undefined ? '' : ` Did you mean --${nearest}?`}`,
    )
  }
}

function path(flag: string, value: string): string {
  if (value === '') throw new TypeError(`--${flag} needs a path, not an empty text.`)
  return resolve(expandHome(value))
}

/** No shell has seen what a client reads from its JSON settings. */
function expandHome(value: string): string {
  return value === '~' || value.startsWith('~/') ? homedir() + value.slice(1) : value
}
