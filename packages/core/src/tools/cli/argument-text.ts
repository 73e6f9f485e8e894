import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { Value } from '../../kernel/wire/value.ts'
import type { CliArgumentDefinition } from '../definitions/definition.ts'
import { pythonLiteral } from '../signature.ts'
import { allowedValues } from './allowed-values.ts'

/**
 * The texts of a value after its type was checked; for a boolean one text when true and none when false.
 *
 * @param where - The call and the argument, for error texts: `curl.get: url`.
 * @throws CodeModeError `ARGUMENTS_INVALID` that says what would be right
 */
export function argumentTexts(
  value: Value,
  definition: CliArgumentDefinition,
  where: string,
): readonly string[] {
  switch (definition.type) {
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongType(where, 'True or False', value, booleanOf(value))
      return value ? ['true'] : []
    case 'integer':
      if (typeof value === 'bigint') return [checked(value, definition, where)]
      if (typeof value !== 'number' || !Number.isInteger(value))
        throw wrongType(where, 'an integer', value, digitsOf(value, /^\s*[+-]?\d+\s*$/))
      // A float such as 1e21 is an integer too, but its text is not one.
      return [checked(Number.isSafeInteger(value) ? value : BigInt(value), definition, where)]
    case 'number':
      if (typeof value !== 'bigint' && !(typeof value === 'number' && Number.isFinite(value)))
        throw wrongType(where, 'a number', value, digitsOf(value, /^\s*[+-]?[\d.]+(?:e[+-]?\d+)?\s*$/i))
      return [checked(value, definition, where)]
    case 'array':
      if (!Array.isArray(value))
        throw wrongType(
          where,
          'a list of texts',
          value,
          typeof value === 'string' ? `[${shownText(value)}]` : undefined,
        )
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
      if (typeof value !== 'string') throw wrongType(where, 'a text', value, quoted(value))
      return [checked(value, definition, where)]
  }
}

function checked(value: string | number | bigint, definition: CliArgumentDefinition, where: string): string {
  const text = String(value)
  if (definition.enum !== undefined && !definition.enum.some((item) => String(item) === text))
    throw invalid(`${where} = ${shownText(text)} ${allowedValues(text, definition.enum)}`)
  if (text.includes('\0'))
    throw invalid(`${where} holds a NUL character, which no program takes as an argument.`)
  if (!text.isWellFormed())
    throw invalid(
      `${where} holds half of a surrogate pair (a file name that is not UTF-8?), which would reach the program as another text.`,
    )
  return text
}

function wrongType(where: string, wanted: string, value: Value, right?: string): CodeModeError {
  return invalid(
    `${where} must be ${wanted}, not ${describeValue(value)}.${right === undefined ? '' : ` Write ${right}.`}`,
  )
}

function booleanOf(value: Value): string | undefined {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value
  if (word === 'true' || word === 'yes' || word === 'on' || word === 1) return 'True'
  return word === 'false' || word === 'no' || word === 'off' || word === 0 ? 'False' : undefined
}

function digitsOf(value: Value, pattern: RegExp): string | undefined {
  return typeof value === 'string' && value.length < 40 && pattern.test(value)
    ? `${value.trim()}, without quotes`
    : undefined
}

function quoted(value: Value): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return JSON.stringify(String(value))
  const only = Array.isArray(value) && value.length === 1 ? (value[0] as Value) : undefined
  return typeof only === 'string' ? shownText(only) : undefined
}

function shownText(text: string): string {
  return pythonLiteral(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}

export function invalid(message: string, hint?: string): CodeModeError {
  return new CodeModeError({ code: 'ARGUMENTS_INVALID', message, ...(hint === undefined ? {} : { hint }) })
}

/** A value in the words of the Python program that sent it, short. */
export function describeValue(value: Value): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string') return `the text ${shownText(value)}`
  if (typeof value === 'number' || typeof value === 'bigint') return `the number ${value}`
  if (value instanceof Uint8Array) return 'bytes'
  return Array.isArray(value) ? 'a list' : 'a dict'
}
