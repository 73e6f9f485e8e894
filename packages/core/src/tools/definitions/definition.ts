import type { JsonValue } from '../../kernel/json.ts'

export type CliType = 'string' | 'integer' | 'number' | 'boolean' | 'array'

/** How a program's standard output becomes a value. */
export type CliOutput = 'text' | 'json' | 'lines' | 'bytes'

/** What options, positional arguments and stdin have in common. */
export interface CliArgumentDefinition {
  readonly type: CliType
  readonly description?: string | undefined
  readonly required?: boolean | undefined
  readonly enum?: readonly (string | number)[] | undefined
  /** What the program itself assumes. Shown to the agent, never passed. */
  readonly default?: JsonValue | undefined
  /** Lets values that begin with `-` through as arguments of their own. */
  readonly allow_option_like?: boolean | undefined
}
export interface CliOptionDefinition extends CliArgumentDefinition {
  /** One letter or digit, without the dash. */
  readonly short?: string | undefined
  /** The whole spelling, with its dashes. */
  readonly flag?: string | undefined
  /** What stands between the option and its value, in one argument. Without it they are two arguments. */
  readonly join?: string | undefined
}
export interface CliPositionalDefinition extends CliArgumentDefinition {
  readonly name: string
}
/** An argument, a text or bytes, that the program reads from its standard input. */
export interface CliStdinDefinition {
  readonly name: string
  readonly description?: string | undefined
  readonly required?: boolean | undefined
}

/** How a program runs; a recipe says it anew where it differs from its tool. */
export interface CliRunSettings {
  /** Seconds. */
  readonly timeout?: number | undefined
  readonly cwd?: string | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly output?: CliOutput | undefined
  readonly ok_exit_codes?: readonly number[] | undefined
  readonly max_output_mb?: number | undefined
}
export interface CliRecipeDefinition extends CliRunSettings {
  readonly description?: string | undefined
  /** Fixed arguments after those of the tool: a subcommand. */
  readonly args?: readonly string[] | undefined
  readonly preset?: Readonly<Record<string, JsonValue>> | undefined
  readonly params?:
    | Readonly<
        Record<
          string,
          {
            readonly type?: string | undefined
            readonly description?: string | undefined
            readonly required?: boolean | undefined
            readonly default?: JsonValue | undefined
          }
        >
      >
    | undefined
}

/** A program of the host, as its YAML file says. */
export interface CliFile extends CliRunSettings {
  readonly type?: 'cli' | undefined
  readonly name: string
  readonly description?: string | undefined
  readonly command?: string | undefined
  /** Fixed arguments before all others: a subcommand. */
  readonly args?: readonly string[] | undefined
  readonly tags?: readonly string[] | undefined
  readonly schema?:
    | {
        readonly options?: Readonly<Record<string, CliOptionDefinition>> | undefined
        readonly positional?: readonly CliPositionalDefinition[] | undefined
        /** Puts `--` in front of the positional arguments. */
        readonly separator?: boolean | undefined
        readonly stdin?: CliStdinDefinition | undefined
      }
    | undefined
  readonly recipes?: Readonly<Record<string, CliRecipeDefinition>> | undefined
}

/** A program of the host, with what its file leaves out filled in. */
export interface CliDefinition extends CliFile {
  readonly description: string
  readonly command: string
}

/** A tool server, from YAML or from `mcp.json`. Either `command` or `url` is there. */
export interface McpDefinition {
  readonly name: string
  readonly description?: string | undefined
  readonly tags?: readonly string[] | undefined
  /** Seconds for one call. */
  readonly timeout?: number | undefined
  readonly command?: string | undefined
  readonly args?: readonly string[] | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly cwd?: string | undefined
  readonly url?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** As written; only `sse` says more than `command` and `url` do. */
  readonly transport?: string | undefined
}

/** A definition with the file it came from. */
export type LoadedDefinition =
  | { readonly kind: 'cli'; readonly file: string; readonly definition: CliDefinition }
  | { readonly kind: 'mcp'; readonly file: string; readonly definition: McpDefinition }
