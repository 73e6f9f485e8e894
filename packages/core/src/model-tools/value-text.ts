import type { Value } from '../kernel/wire/value.ts'

/** A value as indented JSON; what JSON cannot say stands as a text that says what it is. */
export function valueText(value: Value): string {
  return JSON.stringify(plain(value), undefined, 2)
}

function plain(value: Value): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value instanceof Uint8Array) return `(${value.length} bytes)`
  if (isMap(value)) return [...value].map(([key, item]) => [plain(key), plain(item)])
  if (isList(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item as Value)]))
  }
  return value
}

function isMap(value: Value): value is ReadonlyMap<Value, Value> {
  return value instanceof Map
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}
