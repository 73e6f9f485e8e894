import { Argument, Command, CommanderError, Option } from 'commander'
import { VERSION } from '../version.ts'
import { BASE_HELP } from './base-folder.ts'
import type { CommandGroup, CommandInput, CommandSpec } from './command.ts'

/** What the command line asks for: a command, or to end with this exit code because all is said. */
export type Parsed =
  | { readonly kind: 'over'; readonly exitCode: number }
  | {
      readonly kind: 'command'
      /** As it is written: `tools list`. */
      readonly name: string
      readonly spec: CommandSpec
      readonly input: CommandInput
      readonly base: string | undefined
      readonly json: boolean
    }

export interface ParseOptions {
  readonly entries: readonly (CommandSpec | CommandGroup)[]
  readonly stdout: TextTarget
  readonly stderr: TextTarget
}

/** What help and messages are written to. */
export interface TextTarget {
  /** Its width, where it is a terminal. */
  readonly columns?: number
  write(text: string): unknown
}

const USAGE_EXIT_CODE = 2
/** A line of help is hard to read when it is as wide as a screen. */
const WIDEST_HELP = 100

/** Reads the command line. Help, the version and what is wrong with it are written here. */
export function parseCommandLine(args: readonly string[], options: ParseOptions): Parsed {
  let chosen: Parsed | undefined
  const program = new Command('code-mode')
    .description('Run programs with tools, and keep workflows, artifacts and packages, in a base folder.')
    .version(VERSION, '--version', 'print the version')
    .enablePositionalOptions()
  configure(program, options)
  for (const entry of options.entries) {
    if ('commands' in entry) {
      const group = program.command(entry.name).summary(entry.summary).description(sentence(entry.summary))
      configure(group, options)
      for (const spec of entry.commands) add(group, spec)
    } else add(program, entry)
  }
  function add(parent: Command, spec: CommandSpec): void {
    const command = parent.command(spec.name)
    declare(command, spec)
    configure(command, options)
    // What is handed on answers for its own help.
    if (spec.passThrough === true) command.allowUnknownOption().passThroughOptions().helpOption(false)
    command.action(() => {
      chosen = { kind: 'command', ...reading(command, spec) }
    })
  }
  try {
    program.parse(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return { kind: 'over', exitCode: error.exitCode === 0 ? 0 : USAGE_EXIT_CODE }
  }
  return chosen ?? { kind: 'over', exitCode: USAGE_EXIT_CODE }
}

/** The same manners for each command, for none is inherited by those made before it was set. */
function configure(command: Command, { stdout, stderr }: ParseOptions): void {
  const width = (stream: TextTarget) => (): number => Math.min(stream.columns ?? 80, WIDEST_HELP)
  const path = nameOf(command)
  command
    .option('--base <folder>', BASE_HELP)
    .option('--json', 'print the answer as JSON')
    .helpOption('-h, --help', 'print this')
    .configureHelp({ subcommandTerm: termOf })
    .exitOverride()
    .showHelpAfterError(`See ${path === '' ? 'code-mode' : `code-mode ${path}`} --help.`)
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /u, 'code-mode: ')),
      getOutHelpWidth: width(stdout),
      getErrHelpWidth: width(stderr),
    })
}

/** Without the "[options]" that commander puts behind each. */
function termOf(command: Command): string {
  const operands = command.registeredArguments.map((one) => {
    const name = `${one.name()}${one.variadic ? '...' : ''}`
    return one.required ? `<${name}>` : `[${name}]`
  })
  return [command.name(), ...operands].join(' ')
}

function declare(command: Command, spec: CommandSpec): void {
  command.summary(spec.summary).description(spec.details ?? sentence(spec.summary))
  for (const { name, description, choices } of spec.operands ?? []) {
    const argument = new Argument(name, description)
    command.addArgument(choices === undefined ? argument : argument.choices(choices))
  }
  for (const { flags, description, choices } of spec.options ?? []) {
    const option = new Option(flags, description)
    command.addOption(choices === undefined ? option : option.choices(choices))
  }
  if (spec.examples !== undefined) {
    const lines = spec.examples.map((example) => `  ${example}\n`).join('')
    command.addHelpText('after', `\nExamples:\n${lines}`)
  }
}

function reading(command: Command, spec: CommandSpec): Omit<Parsed & { kind: 'command' }, 'kind'> {
  const values: Readonly<Record<string, unknown>> = command.opts()
  const inherited = ancestors(command).map((one): Readonly<Record<string, unknown>> => one.opts())
  const text = (name: string): string | undefined => asText(values[camelCase(name)])
  const near = (name: string): unknown =>
    [values, ...inherited].map((each) => each[name]).find((value) => value !== undefined)
  return {
    name: nameOf(command),
    spec,
    input: { operands: command.args, text, flag: (name) => values[camelCase(name)] === true },
    base: asText(near('base')),
    json: near('json') === true,
  }
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The commands above it, the nearest first. */
function ancestors(command: Command): readonly Command[] {
  return command.parent === null ? [] : [command.parent, ...ancestors(command.parent)]
}

function nameOf(command: Command): string {
  return [command, ...ancestors(command)]
    .slice(0, -1)
    .map((one) => one.name())
    .toReversed()
    .join(' ')
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/gu, (_, letter: string) => letter.toUpperCase())
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`
}
