import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from './pages.ts'
import type { Fence } from './pages.ts'

/** One call of a program of ours. */
export interface Command {
  readonly page: string
  readonly bin: 'cli' | 'mcp'
  readonly words: readonly string[]
}

const BINS: Readonly<Record<string, Command['bin']>> = {
  'code-mode': 'cli',
  'code-mode-mcp': 'mcp',
  '@code-mode/cli': 'cli',
  '@code-mode/mcp': 'mcp',
}

/** The calls in a shell block, and in the `command` and `args` of a client's settings. */
export function commandsIn({ page, language, code }: Fence): readonly Command[] {
  const lines =
    language === 'json'
      ? settings(JSON.parse(code))
      : code
          .replaceAll('\\\n', ' ')
          .split(/\n|&&|\|+|;/u)
          .map(split)
  return lines.flatMap((words) => {
    const runner = words.findIndex((word) => word === 'npx' || /^(?:.*\/)?npx(?:\.cmd)?$/u.test(word))
    const start = runner === -1 ? 0 : words.findIndex((word, at) => at > runner && !word.startsWith('-'))
    // Without npx, only what stands first is a program; `code-mode` elsewhere is the name of something.
    const bin = BINS[(words[start] ?? '').replace(/(?<=.)@[^/]*$/u, '')]
    return bin === undefined ? [] : [{ page, bin, words: words.slice(start + 1) }]
  })
}

/** What a call says that the program's own help does not know. */
export async function unknownWords({ page, bin, words }: Command): Promise<readonly string[]> {
  const path: string[] = []
  const helps = [await help(bin, path)]
  let rest = words
  for (;;) {
    const subcommands = subcommandsOf(helps.at(-1) ?? '')
    const [word] = rest
    if (subcommands.size === 0 || word === undefined || word.startsWith('-')) break
    if (!subcommands.has(word)) return [`${page}: ${[...path, word].join(' ')} is no command`]
    path.push(word)
    rest = rest.slice(1)
    helps.push(await help(bin, path))
  }
  const end = rest.indexOf('--')
  const flags = (end === -1 ? rest : rest.slice(0, end)).filter((word) => /^--?[a-z]/u.test(word))
  return flags
    .map((flag) => flag.replace(/=.*/u, ''))
    .filter((flag) => !helps.some((text) => new RegExp(`(?<![\\w-])${flag}(?![\\w-])`, 'u').test(text)))
    .map((flag) => `${page}: ${[bin, ...path].join(' ')} has no ${flag}`)
}

const helpTexts = new Map<string, Promise<string>>()

async function help(bin: Command['bin'], words: readonly string[]): Promise<string> {
  const key = [bin, ...words].join(' ')
  const known = helpTexts.get(key)
  if (known !== undefined) return known
  const program = path.join(ROOT, 'packages', bin, 'src/bin.ts')
  const text = promisify(execFile)(process.execPath, [
    '--conditions=@code-mode/source',
    program,
    ...words,
    '--help',
  ]).then(({ stdout }) => stdout)
  helpTexts.set(key, text)
  return text
}

/** The indented first words under `Commands:`. */
function subcommandsOf(text: string): ReadonlySet<string> {
  const [, list = ''] = /^Commands:\n((?:[ \t]+.*\n|\n)*)/mu.exec(`${text}\n`) ?? []
  const names = [...list.matchAll(/^ {1,4}([a-z][\w|-]*)/gmu)].flatMap(([, name = '']) => name.split('|'))
  return new Set(names)
}

/** The words of a line without its comment; quotes hold words together. */
function split(line: string): readonly string[] {
  const [code = ''] = line.split(/(?<=^|\s)#\s/u)
  return [...code.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/gu)].map(([, a, b, c]) => a ?? b ?? c ?? '')
}

function settings(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return []
  const { command, args } = value as { readonly command?: unknown; readonly args?: unknown }
  const own = typeof command === 'string' ? [[command, ...(Array.isArray(args) ? args.map(String) : [])]] : []
  return [...own, ...Object.values(value).flatMap(settings)]
}
