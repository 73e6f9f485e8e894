import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { Value } from '../../kernel/wire/value.ts'

const MAX_DEPTH = 200

/** What to return instead of objects that are often returned by mistake. */
const INSTEAD: Readonly<Record<string, string>> = {
  Date: 'Return its toISOString().',
  Set: 'Return it as an array.',
  Promise: 'Await it first.',
  Error: 'Throw it, or return its message.',
  URL: 'Return its href.',
  ArrayBuffer: 'Return a Uint8Array of it.',
  ReadableStream: 'Read it to the end and return what it holds.',
  Response: 'Return its status and its body, read to the end.',
}
const PLAIN = 'Return plain data: texts, numbers, booleans, null, bytes, arrays, Maps and plain objects.'

/**
 * What a host function returned, as a value that can go to the guest. Of a `foreign` one, objects that are no plain data
 * go as `JSON.stringify` says them: by their `toJSON`, else by their own members without functions.
 *
 * @throws CodeModeError `VALUE_INVALID` with the place
 */
export function plainValue(
  value: unknown,
  options: { readonly where: string; readonly foreign?: boolean },
): Value {
  return convert(value, options.where, { around: [], foreign: options.foreign ?? false })
}

interface Surroundings {
  /** The arrays, Maps and objects that hold a value, outermost first. */
  readonly around: readonly object[]
  readonly foreign: boolean
}

function convert(value: unknown, where: string, { around, foreign }: Surroundings): Value {
  if (value === undefined || value === null) return null
  if (
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    typeof value === 'bigint'
  )
    return value
  if (typeof value !== 'object') throw invalid(where, `a ${typeof value}`)
  if (value instanceof Uint8Array) return value
  if (around.includes(value)) throw invalid(where, 'something that holds it, a circle', 'Leave it out.')
  if (around.length >= MAX_DEPTH) throw invalid(where, `nested more than ${MAX_DEPTH} deep`)
  const inside = { around: [...around, value], foreign }
  // From, because map would leave the holes of a sparse array as they are.
  if (Array.isArray(value))
    return Array.from(value, (item: unknown, index) => convert(item, `${where}[${index}]`, inside))
  if (value instanceof Map)
    return new Map(
      Array.from(value as ReadonlyMap<unknown, unknown>, ([key, item]) => [
        convert(key, `a key of ${where}`, inside),
        convert(item, `${where}[${typeof key === 'object' ? '…' : String(key)}]`, inside),
      ]),
    )
  if (foreign && 'toJSON' in value && typeof value.toJSON === 'function')
    return convert(value.toJSON(), where, inside)
  refuseInstance(value, where, foreign)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined && !(foreign && typeof item === 'function'))
      .map(([key, item]) => [key, convert(item, `${where}.${key}`, inside)]),
  )
}

function refuseInstance(value: object, where: string, foreign: boolean): void {
  const prototype: unknown = Object.getPrototypeOf(value)
  // A plain object of another realm has a prototype of its own realm.
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return
  const name = value instanceof Error ? 'Error' : className(value)
  const instead = Object.hasOwn(INSTEAD, name) ? INSTEAD[name] : undefined
  if (foreign && instead === undefined) return
  const shown = className(value)
  throw invalid(where, /^[AEIOU]/.test(shown) ? `an ${shown}` : `a ${shown}`, instead)
}

function className(value: object): string {
  const { constructor } = value as { readonly constructor?: unknown }
  if (typeof constructor === 'function' && constructor.name !== '') return constructor.name
  return Object.prototype.toString.call(value).slice(8, -1)
}

function invalid(where: string, what: string, instead: string = PLAIN): CodeModeError {
  return new CodeModeError({
    code: 'VALUE_INVALID',
    message: `${where} is ${what}, which cannot go to agent code. ${instead}`,
  })
}
