import type {
  CliArgumentDefinition,
  CliDefinition,
  CliOptionDefinition,
  CliPositionalDefinition,
} from '../definitions/definition.ts'
import { toIdentifier } from '../identifier.ts'

/** One argument of a call: an option or a positional argument of the program, or what it reads. */
export type CliArgument = {
  /** As agent code writes it. */
  readonly name: string
  /** As the definition writes it, which for an option is also how the program gets it: `max-time`. */
  readonly key: string
} & (
  | { readonly kind: 'option'; readonly definition: CliOptionDefinition }
  | { readonly kind: 'positional'; readonly definition: CliPositionalDefinition }
  | { readonly kind: 'stdin'; readonly definition: CliArgumentDefinition }
)

/** All arguments of a definition: options in schema order, then positional arguments, as in the argv; then stdin. */
export function cliArguments(definition: CliDefinition): readonly CliArgument[] {
  const { options = {}, positional = [], stdin } = definition.schema ?? {}
  return [
    ...Object.entries(options).map(([key, option]): CliArgument => ({
      kind: 'option',
      name: toIdentifier(key, 'parameter'),
      key,
      definition: option,
    })),
    ...positional.map((item): CliArgument => ({
      kind: 'positional',
      name: toIdentifier(item.name, 'parameter'),
      key: item.name,
      definition: item,
    })),
    ...(stdin === undefined
      ? []
      : [
          {
            kind: 'stdin',
            name: stdin.name,
            key: stdin.name,
            definition: { ...stdin, type: 'string' },
          } satisfies CliArgument,
        ]),
  ]
}

/** The argument that a recipe speaks of, by either of its names. */
export function findArgument(all: readonly CliArgument[], key: string): CliArgument | undefined {
  return all.find((argument) => argument.key === key) ?? all.find((argument) => argument.name === key)
}

/** What a recipe says about an argument, by either of its names. */
export function own<T>(
  record: Readonly<Record<string, T>> | undefined,
  { key, name }: CliArgument,
): T | undefined {
  if (record === undefined) return undefined
  // A name such as `constructor` is in every object.
  if (Object.hasOwn(record, key)) return record[key]
  return Object.hasOwn(record, name) ? record[name] : undefined
}

/** How the program gets an option: `-s`, `--max-time`, or what the definition says. */
export function spelling({ key, definition }: CliArgument & { readonly kind: 'option' }): string {
  return definition.flag ?? (definition.short === undefined ? `--${key}` : `-${definition.short}`)
}
