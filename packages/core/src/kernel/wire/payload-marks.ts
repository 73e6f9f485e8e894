import { CodeModeError } from '../../errors/code-mode-error.ts'
import { WireViolation } from './wire-violation.ts'
import type { Value } from './value.ts'

/** Byte parts from here on are given as views of the payload. */
const VIEW_BYTES = 65_536

/** Of an integer: parsing more would stop the host for a while. */
const MAX_DIGITS = 100_000

type Container = Record<string | number, Value>

/** Puts what the side table says back into the parsed JSON. Everything in the table is checked. @throws WireViolation */
export function decodeMarks(root: Value, table: unknown, partBytes: Buffer): Value {
  const { parts, marks } = checkTable(table)
  const partAt = cut(parts, partBytes)
  const holder: Container = { root }
  for (const mark of marks) {
    if (!Array.isArray(mark) || mark.length !== 3 || !Array.isArray(mark[0]))
      throw new WireViolation('A mark is malformed.')
    const [parent, key] = walk(holder, mark[0])
    const value = restore(mark[1], mark[2], parent[key] as Value, partAt)
    Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true })
  }
  return holder['root'] as Value
}

function checkTable(table: unknown): { parts: readonly number[]; marks: readonly unknown[] } {
  if (typeof table !== 'object' || table === null) throw new WireViolation('A side table is not an object.')
  const { parts, marks } = table as { parts?: unknown; marks?: unknown }
  if (!Array.isArray(parts) || !Array.isArray(marks))
    throw new WireViolation('A side table lacks parts or marks.')
  if (!parts.every((length) => Number.isSafeInteger(length) && (length as number) >= 0)) {
    throw new WireViolation('A side table has a part of a wrong length.')
  }
  return { parts: parts as number[], marks }
}

/** Gives each byte part when it is asked for: a table can name more of them than there are marks. */
function cut(lengths: readonly number[], bytes: Buffer): (index: unknown) => Uint8Array {
  const starts = new Float64Array(lengths.length)
  let end = 0
  for (const [index, length] of lengths.entries()) {
    starts[index] = end
    end += length
  }
  if (end > bytes.byteLength) throw new WireViolation('A payload lacks a byte part.')
  if (end < bytes.byteLength) throw new WireViolation('A payload has bytes beyond its end.')
  return (index) => {
    const length = typeof index === 'number' ? lengths[index] : undefined
    if (length === undefined) throw new WireViolation('A mark names a byte part that is not there.')
    const start = starts[index as number] ?? 0
    const part = new Uint8Array(bytes.buffer, bytes.byteOffset + start, length)
    // A small part must not keep the whole payload alive.
    return length < VIEW_BYTES ? part.slice() : part
  }
}

function walk(holder: Container, path: readonly unknown[]): readonly [Container, string | number] {
  let parent = holder
  let key: string | number = 'root'
  for (const step of path) {
    const next = parent[key]
    const fits = Array.isArray(next) ? Number.isSafeInteger(step) : typeof step === 'string'
    if (
      typeof next !== 'object' ||
      next === null ||
      ArrayBuffer.isView(next) ||
      !fits ||
      !Object.hasOwn(next, step as string)
    ) {
      throw new WireViolation('A mark points to nothing.')
    }
    parent = next as unknown as Container
    key = step as string | number
  }
  return [parent, key]
}

function restore(
  kind: unknown,
  detail: unknown,
  found: Value,
  partAt: (index: unknown) => Uint8Array,
): Value {
  switch (kind) {
    case 'bytes':
      return partAt(detail)
    case 'int':
      if (typeof detail !== 'string' || !/^-?\d+$/.test(detail))
        throw new WireViolation('A big integer is malformed.')
      if (detail.length > MAX_DIGITS) throw tooLong(detail.length)
      return BigInt(detail)
    case 'float':
      if (detail === 'nan') return Number.NaN
      if (detail === 'inf') return Number.POSITIVE_INFINITY
      if (detail === '-inf') return Number.NEGATIVE_INFINITY
      throw new WireViolation('A number that is not finite is malformed.')
    case 'pairs': {
      const isPair = (pair: unknown): pair is readonly [Value, Value] =>
        Array.isArray(pair) && pair.length === 2
      if (!Array.isArray(found) || !found.every(isPair))
        throw new WireViolation('A list of pairs is malformed.')
      return new Map<Value, Value>(found)
    }
    case 'text':
      if (typeof found !== 'string') throw new WireViolation('A text mark stands on what is not text.')
      return found
    default:
      throw new WireViolation('A mark is of an unknown kind.')
  }
}

function tooLong(digits: number): CodeModeError {
  return new CodeModeError({
    code: 'LIMIT_EXCEEDED',
    message: `An integer has ${digits} digits; the limit is ${MAX_DIGITS} digits.`,
    hint: 'Pass it as text.',
  })
}
