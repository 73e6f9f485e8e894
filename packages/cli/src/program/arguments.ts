import type { JsonObject, JsonValue } from '@code-mode/core'
import { UsageError } from './usage-error.ts'

/** What is known of a parameter: its type in words (`integer`, `string | null`), and that of the items of an array. */
export interface TypedParameter {
  readonly name: string
  readonly type: string
  readonly itemType?: string | undefined
}

const NAMED = /^([\p{L}_][\p{L}\p{N}_-]*)=(.*)$/su

/**
 * Arguments of `name=value` words, each converted to the type of its parameter, over those of `--args`. An array takes
 * JSON, or one word for each item. Whether they fit is for the callee to say.
 *
 * @throws UsageError for a word without a name, and for `--args` that is no JSON object.
 */
export function readArguments(
  words: readonly string[],
  json: string | undefined,
  parameters: readonly TypedParameter[],
): Readonly<Record<string, JsonValue>> {
  const given = new Map<string, JsonValue>(Object.entries(parseObject(json)))
  const lists = new Map<string, JsonValue[]>()
  for (const word of words) {
    const [, written = '', value = ''] = NAMED.exec(word) ?? []
    if (written === '') {
      throw new UsageError(
        `"${word}" is no argument. Write name=value${hint(parameters)}, or --args '{"name": …}'.`,
      )
    }
    const parameter = find(parameters, written)
    const name = parameter?.name ?? written
    if (parameter?.type !== 'array' || value.startsWith('[')) {
      given.set(name, convert(value, parameter?.type ?? 'any'))
      continue
    }
    const list = lists.get(name) ?? []
    list.push(convert(value, parameter.itemType ?? 'string'))
    lists.set(name, list)
    given.set(name, list)
  }
  return Object.fromEntries(given)
}

/** `max-count` is `max_count` in code, and people write both. */
function find(parameters: readonly TypedParameter[], written: string): TypedParameter | undefined {
  const plain = written.replaceAll('-', '_')
  return parameters.find(({ name }) => name === written) ?? parameters.find(({ name }) => name === plain)
}

/** The value that a word stands for; the word itself where it does not fit, for the callee to refuse. */
function convert(text: string, type: string): JsonValue {
  const types = type.split('|').map((part) => part.trim())
  if (types.includes('string') && !(types.includes('null') && text === 'null')) return text
  const value = parse(text)
  return value === undefined ? text : value
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    // As Python writes it.
    return { True: true, False: false, None: null }[text]
  }
}

function parseObject(json: string | undefined): JsonObject {
  if (json === undefined) return {}
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (error) {
    throw new UsageError(`--args is no JSON: ${(error as Error).message}`, { cause: error })
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw new UsageError('--args must be a JSON object with the arguments by name: {"name": "value"}.')
}

function hint(parameters: readonly TypedParameter[]): string {
  return parameters.length === 0 ? '' : ` (there are: ${parameters.map(({ name }) => name).join(', ')})`
}
