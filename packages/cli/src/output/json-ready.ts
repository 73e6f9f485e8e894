/** A value as `JSON.stringify` can say it: bytes as base64, whole numbers beyond its reach as texts, maps as pairs. */
export function jsonReady(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (value instanceof Map) return [...value].map(([key, item]) => [jsonReady(key), jsonReady(item)])
  if (Array.isArray(value)) return value.map(jsonReady)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, jsonReady(item)]))
}
