import { MAX_DEPTH } from './wire-limits.ts'
import type { Value } from './value.ts'

type Path = readonly (string | number)[]
export type Mark = readonly [Path, string, number | string | null]

export interface Prepared {
  readonly plain: unknown
  readonly marks: readonly Mark[]
  readonly parts: readonly Uint8Array[]
}

/** Splits a value into what JSON can say, marks for the rest, and byte parts. */
export function prepare(root: Value): Prepared {
  const marks: Mark[] = []
  const parts: Uint8Array[] = []

  function visit(value: Value, path: Path): unknown {
    switch (typeof value) {
      case 'string':
        return value.toWellFormed()
      case 'boolean':
        return value
      case 'number':
        if (Number.isFinite(value)) return value
        marks.push([path, 'float', Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'])
        return null
      case 'bigint':
        if (value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER))
          return Number(value)
        marks.push([path, 'int', value.toString()])
        return null
      case 'object':
        return visitObject(value, path)
      default:
        throw new TypeError(`${describe(path)} is a ${typeof value}, which cannot be carried to the guest.`)
    }
  }

  function visitObject(value: (Value & object) | null, path: Path): unknown {
    if (value === null) return null
    if (path.length > MAX_DEPTH)
      throw new TypeError(`A value is nested more than ${MAX_DEPTH} deep, or holds itself.`)
    if (value instanceof Uint8Array) {
      marks.push([path, 'bytes', parts.push(value) - 1])
      return null
    }
    if (Array.isArray(value))
      return value.map((item: Value | undefined, index) => visit(item ?? null, [...path, index]))
    if (value instanceof Map) {
      const pairs = [...value].map(([key, item]: [Value, Value], index) => [
        visit(key, [...path, index, 0]),
        visit(item, [...path, index, 1]),
      ])
      marks.push([path, 'pairs', null])
      return pairs
    }
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null) {
      throw new TypeError(
        `${describe(path)} is an instance of ${value.constructor.name}, which cannot be carried to the guest.`,
      )
    }
    const entries = Object.entries(value as Record<string, Value | undefined>)
    return Object.fromEntries(
      entries.flatMap(([key, item]) =>
        item === undefined ? [] : [[key.toWellFormed(), visit(item, [...path, key])]],
      ),
    )
  }

  const plain = visit(root, [])
  return { plain, marks, parts }
}

function describe(path: Path): string {
  return path.length === 0 ? 'The value' : `The value at ${path.join('.')}`
}
