import type { CommandGroup, CommandSpec } from '../program/command.ts'

/** A word of the command line that others can follow. */
export interface CompletionNode {
  /** The commands before it: empty for the program itself, `tools list` for a command. */
  readonly path: string
  readonly words: readonly CompletionWord[]
  /** Long and short options that take a value: files are completed after them. */
  readonly valued: readonly string[]
  /** Whether arguments of it are told by their place: files are completed for them. */
  readonly files: boolean
}

export interface CompletionWord {
  readonly word: string
  readonly description: string
}

const GLOBAL: readonly CompletionWord[] = [
  { word: '--base', description: 'base folder' },
  { word: '--json', description: 'print the answer as JSON' },
  { word: '--help', description: 'print help' },
]

/** What can follow each command, the program itself first. */
export function completionNodes(entries: readonly (CommandSpec | CommandGroup)[]): readonly CompletionNode[] {
  const root: CompletionNode = {
    path: '',
    words: [...entries.map(wordOf), { word: 'help', description: 'print help' }, ...GLOBAL, version],
    valued: ['--base'],
    files: false,
  }
  return [root, ...entries.flatMap((entry) => ('commands' in entry ? groupNodes(entry) : [node(entry, '')]))]
}

const version: CompletionWord = { word: '--version', description: 'print the version' }

function groupNodes(group: CommandGroup): readonly CompletionNode[] {
  const words = [...group.commands.map(wordOf), ...GLOBAL]
  const own: CompletionNode = { path: group.name, words, valued: ['--base'], files: false }
  return [own, ...group.commands.map((spec) => node(spec, `${group.name} `))]
}

function node(spec: CommandSpec, prefix: string): CompletionNode {
  const options = spec.options ?? []
  const choices = (spec.operands ?? []).flatMap(({ choices: some = [], description }) =>
    some.map((word) => ({ word, description })),
  )
  return {
    path: `${prefix}${spec.name}`,
    words: [
      ...choices,
      ...options.flatMap(({ flags, description }) => names(flags).map((word) => ({ word, description }))),
      ...GLOBAL,
    ],
    valued: ['--base', ...options.flatMap(({ flags }) => (/[<[]/u.test(flags) ? names(flags) : []))],
    files: spec.operands !== undefined && choices.length === 0,
  }
}

function wordOf({ name, summary }: { readonly name: string; readonly summary: string }): CompletionWord {
  return { word: name, description: summary }
}

/** `-c, --code <code>` has two. */
function names(flags: string): readonly string[] {
  return flags.split(/[\s,]+/u).filter((part) => part.startsWith('-'))
}
