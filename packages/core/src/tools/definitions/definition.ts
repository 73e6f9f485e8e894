import type { JsonValue } from '../../kernel/json.ts'

export type CliType = 'string' | 'integer' | 'number' | 'boolean' | 'array'

/** What an option and a positional argument have in common. */
export interface CliArgumentDefinition {
  readonly type: CliType
  readonly description?: string | undefined
  readonly required?: boolean | undefined
  readonly enum?: readonly (string | number)[] | undefined
  readonly default?: JsonValue | undefined
}
export interface CliOptionDefinition extends CliArgumentDefinition {
  /** One letter or digit, without the dash. */
  readonly short?: string | undefined
}
export interface CliPositionalDefinition extends CliArgumentDefinition {
  readonly name: string
  /** Lets values that begin with `-` through as they are. */
  readonly allow_option_like?: boolean | undefined
}
export interface CliRecipeDefinition {
  readonly description?: string | undefined
  /** Fixed arguments after those of the tool: a subcommand. */
  readonly args?: readonly string[] | undefined
  readonly preset?: Readonly<Record<string, JsonValue>> | undefined
  readonly params?:
    | Readonly<
        Record<
          string,
          {
            readonly description?: string | undefined
            readonly required?: boolean | undefined
            readonly default?: JsonValue | undefined
          }
        >
      >
    | undefined
}

/** A program of the host, as its YAML file says. */
export interface CliDefinition {
  readonly type?: 'cli' | undefined
  readonly name: string
  readonly description: string
  readonly command: string
  /** Fixed arguments before all others: a subcommand. */
  readonly args?: readonly string[] | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly cwd?: string | undefined
  /** Seconds. */
  readonly timeout?: number | undefined
  readonly tags?: readonly string[] | undefined
  readonly schema?:
    | {
        readonly options?: Readonly<Record<string, CliOptionDefinition>> | undefined
        readonly positional?: readonly CliPositionalDefinition[] | undefined
        /** Puts `--` in front of the positional arguments. */
        readonly separator?: boolean | undefined
      }
    | undefined
  readonly recipes?: Readonly<Record<string, CliRecipeDefinition>> | undefined
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
}

/** A definition with the file it came from. */
export type LoadedDefinition =
  | { readonly kind: 'cli'; readonly file: string; readonly definition: CliDefinition }
  | { readonly kind: 'mcp'; readonly file: string; readonly definition: McpDefinition }
