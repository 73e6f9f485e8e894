import type { JsonValue } from './json.ts'
import type { GuestError, RunOutcome, TextPlace } from './run-outcome.ts'
import { decodePayload } from './wire/payload.ts'
import { WireViolation } from './wire/wire-violation.ts'

const KINDS = ['none', 'json', 'text'] as const
const ERROR_KINDS = ['program', 'interrupted', 'exit'] as const

/** Reads the payload of a `result`. The guest wrote it: every field is checked. @throws WireViolation */
export function readResult(bytes: Uint8Array, ok: boolean): RunOutcome {
  const { value, plain } = decodePayload(bytes)
  if (!plain || !isObject(value)) throw malformed()
  const fields: Readonly<Record<string, unknown>> = value
  return ok ? readValue(fields) : { status: 'failed', error: readError(fields) }
}

function readValue(fields: Readonly<Record<string, unknown>>): RunOutcome {
  const kind = KINDS.find((one) => one === fields['kind'])
  const { text, textOf, shown, asText } = fields
  if (kind === undefined || typeof text !== 'string' || !Object.hasOwn(fields, 'value')) throw malformed()
  if (textOf !== undefined && !isCount(textOf)) throw malformed()
  if (shown !== undefined && shown !== true) throw malformed()
  if (asText !== undefined && kind !== 'json') throw malformed()
  const value = fields['value'] as JsonValue
  return {
    status: 'ok',
    kind,
    value,
    asText: asText === undefined ? [] : readPlaces(asText, value),
    text,
    textOf,
    shown: shown === true,
  }
}

/** Each place must be there: who reads the result may follow it without looking. */
function readPlaces(places: unknown, root: JsonValue): readonly TextPlace[] {
  if (!Array.isArray(places)) throw malformed()
  return places.map((place: unknown) => {
    if (!Array.isArray(place) || place.length !== 2) throw malformed()
    const [path, type] = place as readonly unknown[]
    if (!Array.isArray(path) || typeof type !== 'string') throw malformed()
    const found = path.reduce<unknown>(step, root)
    // A dictionary whose keys became texts is marked as a whole.
    if (typeof found !== 'string' && !isObject(found)) throw malformed()
    return { path: path as (string | number)[], type }
  })
}

function step(parent: unknown, key: unknown): unknown {
  if (Array.isArray(parent) && isCount(key) && key < parent.length) return parent[key]
  if (isObject(parent) && typeof key === 'string' && Object.hasOwn(parent, key)) return parent[key]
  throw malformed()
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function readError(fields: Readonly<Record<string, unknown>>): GuestError {
  const kind = ERROR_KINDS.find((one) => one === fields['kind'])
  const { name, message, traceback, line, hint } = fields as Record<keyof GuestError, unknown>
  if (
    kind === undefined ||
    typeof name !== 'string' ||
    typeof message !== 'string' ||
    typeof traceback !== 'string'
  ) {
    throw malformed()
  }
  if (line !== null && !Number.isSafeInteger(line)) throw malformed()
  if (hint !== null && typeof hint !== 'string') throw malformed()
  return { kind, name, message, traceback, line: line as number | null, hint }
}

function malformed(): WireViolation {
  return new WireViolation('A result is malformed.')
}
