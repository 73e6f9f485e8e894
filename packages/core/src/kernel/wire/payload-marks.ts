import { WireViolation } from './wire-violation.ts'
import type { Value } from './value.ts'

type Container = Record<string | number, Value>

/** Puts what the side table says back into the parsed JSON. Everything in the table is checked. @throws WireViolation */
export function decodeMarks(root: Value, table: unknown, partBytes: Buffer): Value {
  const { parts, marks } = checkTable(table)
  const slices = cut(parts, partBytes)
  const holder: Container = { root }
  for (const mark of marks) {
    if (!Array.isArray(mark) || mark.length !== 3 || !Array.isArray(mark[0]))
      throw new WireViolation('A mark is malformed.')
    const [parent, key] = walk(holder, mark[0])
    const value = restore(mark[1], mark[2], parent[key] as Value, slices)
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

function cut(lengths: readonly number[], bytes: Buffer): readonly Uint8Array[] {
  let start = 0
  const slices = lengths.map((length) => {
    if (start + length > bytes.byteLength) throw new WireViolation('A payload lacks a byte part.')
    const slice = new Uint8Array(bytes.subarray(start, start + length))
    start += length
    return slice
  })
  if (start !== bytes.byteLength) throw new WireViolation('A payload has bytes beyond its end.')
  return slices
}

function walk(holder: Container, path: readonly unknown[]): readonly [Container, string | number] {
  let parent = holder
  let key: string | number = 'root'
  for (const step of path) {
    const next = parent[key]
    const fits = Array.isArray(next) ? Number.isSafeInteger(step) : typeof step === 'string'
    if (typeof next !== 'object' || next === null || !fits || !Object.hasOwn(next, step as string)) {
      throw new WireViolation('A mark points to nothing.')
    }
    parent = next as unknown as Container
    key = step as string | number
  }
  return [parent, key]
}

function restore(kind: unknown, detail: unknown, found: Value, parts: readonly Uint8Array[]): Value {
  switch (kind) {
    case 'bytes': {
      const part = typeof detail === 'number' ? parts[detail] : undefined
      if (part === undefined) throw new WireViolation('A mark names a byte part that is not there.')
      return part
    }
    case 'int':
      if (typeof detail !== 'string' || !/^-?\d{1,100000}$/.test(detail))
        throw new WireViolation('A big integer is malformed.')
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
