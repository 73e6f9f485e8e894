import type { CommandContext } from './context.ts'

/** An argument that is told by its place. `name` is written as in a usage line: `<name>`, `[file]`, `[arguments...]`. */
export interface ArgumentSpec {
  readonly name: string
  readonly description: string
  readonly choices?: readonly string[]
}

/** `flags` is written as in a usage line: `-c, --code <code>`. */
export interface OptionSpec {
  readonly flags: string
  readonly description: string
  readonly choices?: readonly string[]
}

/** What the command line said, besides `--base` and `--json`. */
export interface CommandInput {
  /** The arguments told by their place, in order; those of a variadic one are the last of them. */
  readonly operands: readonly string[]
  /** The value of `--<name> <value>`; undefined when it was not given. */
  text(name: string): string | undefined
  /** Whether `--<name>` was given. */
  flag(name: string): boolean
}

/** One command: data for the help, the completion and the documentation, and what it does. */
export interface CommandSpec {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** More, for the help of the command itself. */
  readonly details?: string
  readonly operands?: readonly ArgumentSpec[]
  readonly options?: readonly OptionSpec[]
  /** Whole command lines. */
  readonly examples?: readonly string[]
  /** It listens to SIGINT and SIGTERM itself; `context.signal` never aborts. */
  readonly ownSignals?: true
  /** Everything behind its name is handed on as it is, help and unknown options included. */
  readonly passThrough?: true
  /** @returns the exit code; nothing is 0 */
  run(context: CommandContext, input: CommandInput): Promise<number | void>
}

/** Commands under one noun: `tools list`. */
export interface CommandGroup {
  readonly name: string
  readonly summary: string
  readonly commands: readonly CommandSpec[]
}
