import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { Value } from '../../kernel/wire/value.ts'
import type { CliArgumentDefinition } from '../definitions/definition.ts'
import { allowedValues } from './cli-parameters.ts'
import type { CliArgument } from './cli-parameters.ts'

export interface ArgvOptions {
  /** For error texts: `curl.get`. */
  readonly callName: string
  /** In the order of the argv: options, then positional arguments. */
  readonly arguments: readonly CliArgument[]
  /** By name. What is absent or null is left out. */
  readonly values: Readonly<Record<string, Value>>
  /** Puts `--` in front of the positional arguments. */
  readonly separator: boolean
}

/**
 * Builds the arguments of a program. No shell ever reads them, and no value can turn into an option that the
 * definition does not have.
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
    const value = values[name] ?? null
    if (value === null) {
      if (kind === 'positional') missing ??= name
      continue
    }
    const texts = toTexts(value, definition, `${callName}: ${name}`)
    if (kind === 'option') {
      flags.push(...optionArguments(name, definition.short, definition.type === 'boolean', texts))
      continue
    }
    // Left out, the earlier one would make this value take its place.
    if (missing !== undefined)
      throw invalid(
        `${callName}: ${name} is given but ${missing}, which comes before it, is not. Give ${missing} too.`,
      )
    const optionLike = texts.find((text) => text.startsWith('-') && text !== '-')
    if (optionLike !== undefined && !separator && definition.allow_option_like !== true) {
      throw invalid(
        `${callName}: ${name} begins with "-" (${JSON.stringify(optionLike.slice(0, 80))}), so the program would read it as an option.`,
        'The definition of the tool can say `separator: true` under schema, to put -- in front, or `allow_option_like: true` for this argument.',
      )
    }
    positional.push(...texts)
  }
  return [...flags, ...(separator && positional.length > 0 ? ['--'] : []), ...positional]
}

function optionArguments(
  name: string,
  short: string | undefined,
  isFlag: boolean,
  texts: readonly string[],
): readonly string[] {
  const flag = short === undefined ? `--${name.replaceAll('_', '-')}` : `-${short}`
  if (isFlag) return texts.length > 0 ? [flag] : []
  // Joined to its option, a value that begins with a dash cannot be read as an option of its own.
  return texts.flatMap((text) =>
    text.startsWith('-') ? [short === undefined ? `${flag}=${text}` : `${flag}${text}`] : [flag, text],
  )
}

/** The texts of a value after its type was checked; for a boolean one text when true and none when false. */
function toTexts(value: Value, definition: CliArgumentDefinition, where: string): readonly string[] {
  switch (definition.type) {
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongType(where, 'True or False', value)
      return value ? ['true'] : []
    case 'integer':
      if (typeof value !== 'bigint' && !(typeof value === 'number' && Number.isInteger(value)))
        throw wrongType(where, 'an integer', value)
      return [checked(value, definition, where)]
    case 'number':
      if (typeof value !== 'bigint' && !(typeof value === 'number' && Number.isFinite(value)))
        throw wrongType(where, 'a number', value)
      return [checked(value, definition, where)]
    case 'array':
      if (!Array.isArray(value)) throw wrongType(where, 'a list of texts', value)
      return value.map((item: Value, index) => {
        if (
          typeof item === 'string' ||
          typeof item === 'bigint' ||
          (typeof item === 'number' && Number.isFinite(item))
        )
          return checked(item, definition, `${where}[${index}]`)
        throw wrongType(`${where}[${index}]`, 'a text or a number', item)
      })
    case 'string':
      if (typeof value !== 'string') throw wrongType(where, 'a text', value)
      return [checked(value, definition, where)]
  }
}

function checked(value: string | number | bigint, definition: CliArgumentDefinition, where: string): string {
  const text = String(value)
  if (definition.enum !== undefined && !definition.enum.some((item) => String(item) === text))
    throw invalid(`${where} = ${JSON.stringify(text)} ${allowedValues(text, definition.enum)}`)
  if (text.includes('\0'))
    throw invalid(`${where} holds a NUL character, which no program takes as an argument.`)
  return text
}

function wrongType(where: string, wanted: string, value: Value): CodeModeError {
  return invalid(`${where} must be ${wanted}, not ${describeValue(value)}.`)
}

function invalid(message: string, hint?: string): CodeModeError {
  return new CodeModeError({ code: 'ARGUMENTS_INVALID', message, ...(hint === undefined ? {} : { hint }) })
}

/** A value in the words of the Python program that sent it, short. */
export function describeValue(value: Value): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`
  if (typeof value === 'number' || typeof value === 'bigint') return `the number ${value}`
  if (value instanceof Uint8Array) return 'bytes'
  return Array.isArray(value) ? 'a list' : 'a dict'
}
