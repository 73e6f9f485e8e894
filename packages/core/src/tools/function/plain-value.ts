import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { Value } from '../../kernel/wire/value.ts'

const MAX_DEPTH = 200

/** What a host function returned, as a value that can go to the guest. @throws CodeModeError `VALUE_INVALID` with the place */
export function plainValue(value: unknown, where: string, depth = 0): Value {
  const fail = (what: string): never => {
    throw new CodeModeError({
      code: 'VALUE_INVALID',
      message: `${where} is ${what}, which cannot go to agent code. Return plain data: texts, numbers, booleans, null, bytes, arrays, Maps and plain objects.`,
    })
  }
  if (depth > MAX_DEPTH) return fail(`nested more than ${MAX_DEPTH} deep`)
  if (value === undefined || value === null) return null
  if (
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    typeof value === 'bigint'
  )
    return value
  if (typeof value !== 'object') return fail(`a ${typeof value}`)
  if (value instanceof Uint8Array) return value
  if (Array.isArray(value))
    return value.map((item: unknown, index) => plainValue(item, `${where}[${index}]`, depth + 1))
  if (value instanceof Map)
    return new Map(
      [...value].map(([key, item]) => [
        plainValue(key, `a key of ${where}`, depth + 1),
        plainValue(item, `${where}[${String(key)}]`, depth + 1),
      ]),
    )
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    return fail(`a ${value.constructor.name}`)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, plainValue(item, `${where}.${key}`, depth + 1)]),
  )
}
