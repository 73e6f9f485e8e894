import type { Value } from '../kernel/wire/value.ts'
import type { Display } from './run-result.ts'

/** A MIME bundle of the guest as plain text: bytes as base64, data as JSON. What is not a bundle gives undefined. */
export function displayOf(bundle: Value): Display | undefined {
  if (
    typeof bundle !== 'object' ||
    bundle === null ||
    Array.isArray(bundle) ||
    bundle instanceof Map ||
    bundle instanceof Uint8Array
  ) {
    return undefined
  }
  const data = Object.fromEntries(
    Object.entries(bundle as Record<string, Value>).map(([mime, value]) => [mime, textOf(value)]),
  )
  return { data }
}

function textOf(value: Value): string {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item))
}
