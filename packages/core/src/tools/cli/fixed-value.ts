import type { JsonValue } from '../../kernel/json.ts'
import { booleanWord } from '../definitions/normalise-definition.ts'
import { allowedValues } from './allowed-values.ts'
import type { CliArgument } from './cli-arguments.ts'

/** A value that a definition gives an argument, in the argument's type, or why it has none. */
export type FixedValue =
  | { readonly value: JsonValue; readonly problem?: never }
  | { readonly value?: never; readonly problem: string }

/**
 * Reads a preset or a default. A definition is not code: a number without quotes is a text where a text is due, and `yes`
 * is true where a boolean is due.
 */
export function fixedValue({ definition }: CliArgument, value: unknown): FixedValue {
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
    return { problem: 'is beyond 2^53 and would be changed. Put it in quotes.' }
  const { type } = definition
  const read = readers[type](value)
  if (read === undefined) return { problem: `is ${JSON.stringify(value)}. Write ${examples[type]}.` }
  const wrong = [read].flat().find((item) => !isAllowed(item, definition.enum))
  if (wrong !== undefined) return { problem: allowedValues(String(wrong), definition.enum ?? []) }
  return { value: read }
}

const examples = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list of texts',
} as const

const readers = {
  string: (value: unknown) =>
    typeof value === 'string' ? value : isFinite(value) ? String(value) : undefined,
  integer: (value: unknown) => {
    if (isFinite(value)) return Number.isInteger(value) ? value : undefined
    return typeof value === 'string' && /^-?\d+$/.test(value) ? numberOrText(value) : undefined
  },
  number: (value: unknown) => {
    if (isFinite(value)) return value
    const isNumber = typeof value === 'string' && /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value)
    return isNumber ? numberOrText(value) : undefined
  },
  boolean: (value: unknown) => (typeof value === 'boolean' ? value : booleanWord(value)),
  array: (value: unknown) => {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value]
    const texts = items.map((item) => (isFinite(item) ? String(item) : item))
    return texts.every((item) => typeof item === 'string') ? texts : undefined
  },
} satisfies Record<string, (value: unknown) => JsonValue | undefined>

function isFinite(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

/** A text of digits that a number would change stays a text, which the program gets as it is. */
function numberOrText(text: string): number | string {
  return String(Number(text)) === text ? Number(text) : text
}

function isAllowed(value: JsonValue, allowed: readonly (string | number)[] | undefined): boolean {
  return allowed === undefined || allowed.some((item) => String(item) === String(value))
}
