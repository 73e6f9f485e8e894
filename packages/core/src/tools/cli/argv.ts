import { argumentTexts, invalid } from './argument-text.ts'
import { spelling } from './cli-arguments.ts'
import type { CliArgument } from './cli-arguments.ts'
import type { CliValue } from './cli-values.ts'

export interface ArgvOptions {
  /** For error texts: `curl.get`. */
  readonly callName: string
  /** In the order of the argv: options, then positional arguments. */
  readonly arguments: readonly CliArgument[]
  /** By name. What is absent is left out. */
  readonly values: ReadonlyMap<string, CliValue>
  /** Puts `--` in front of the positional arguments. */
  readonly separator: boolean
}

/**
 * Builds the arguments of a program. No shell ever reads them, and no value of a call can turn into an option that the
 * definition does not have; what the definition itself sets goes through as it is.
 *
 * @throws CodeModeError `ARGUMENTS_INVALID`
 */
export function buildArgv(options: ArgvOptions): readonly string[] {
  const { callName, values, separator } = options
  const flags: string[] = []
  const positional: string[] = []
  let missing: string | undefined
  for (const argument of options.arguments) {
    const { kind, name, definition } = argument
    if (kind === 'stdin') continue
    const given = values.get(name)
    if (given === undefined) {
      if (kind === 'positional') missing ??= name
      continue
    }
    const where = `${callName}: ${name}`
    const texts = argumentTexts(given.value, definition, where)
    const guarded = given.isOfCall && definition.allow_option_like !== true
    if (kind === 'option') {
      flags.push(...optionArguments(argument, texts, guarded, where))
      continue
    }
    // Left out, the earlier one would make this value take its place.
    if (missing !== undefined)
      throw invalid(
        `${callName}: ${name} is given but ${missing}, which comes before it, is not. Give ${missing} too.`,
      )
    const optionLike = texts.find((text) => isOptionLike(text))
    if (optionLike !== undefined && !separator && guarded) throw refused(where, optionLike, true)
    positional.push(...texts)
  }
  return [...flags, ...(separator && positional.length > 0 ? ['--'] : []), ...positional]
}

function optionArguments(
  argument: CliArgument & { readonly kind: 'option' },
  texts: readonly string[],
  guarded: boolean,
  where: string,
): readonly string[] {
  const { definition } = argument
  const flag = spelling(argument)
  if (definition.type === 'boolean') return texts.length > 0 ? [flag] : []
  return texts.flatMap((text) => {
    const join = definition.join ?? (guarded && isOptionLike(text) ? safeJoin(flag) : undefined)
    if (join === undefined) {
      // Programs whose options are words after one dash differ: some would read the value as an option.
      if (guarded && isOptionLike(text)) throw refused(where, text, false)
      return [flag, text]
    }
    if (join === '' && text === '')
      throw invalid(`${where} is empty, so the program would take what comes next as its value.`)
    return [`${flag}${join}${text}`]
  })
}

/** A lone dash stands for stdin or stdout by custom, and is no option. */
function isOptionLike(text: string): boolean {
  return text.startsWith('-') && text !== '-'
}

/** Joined to its option, a value that begins with a dash cannot be read as an option of its own. */
function safeJoin(flag: string): string | undefined {
  if (flag.startsWith('--')) return '='
  return flag.length === 2 ? '' : undefined
}

function refused(where: string, text: string, isPositional: boolean): Error {
  const remedy = isPositional
    ? '`separator: true` under schema, to put -- in front, or `allow_option_like: true` for this argument.'
    : '`join: "="` for this option, or `allow_option_like: true`.'
  return invalid(
    `${where} begins with "-" (${JSON.stringify(text.slice(0, 80))}), so the program would read it as an option.`,
    `The definition of the tool can say ${remedy}`,
  )
}
