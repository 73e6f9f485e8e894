import type { JsonValue } from './json.ts'
import type { GuestError, RunOutcome } from './run-outcome.ts'
import { decodePayload } from './wire/payload.ts'
import { WireViolation } from './wire/wire-violation.ts'

const KINDS = ['none', 'json', 'text'] as const
const ERROR_KINDS = ['program', 'interrupted', 'exit'] as const

/** Reads the payload of a `result`. The guest wrote it: every field is checked. @throws WireViolation */
export function readResult(bytes: Uint8Array, ok: boolean): RunOutcome {
  const { value, plain } = decodePayload(bytes)
  if (!plain || typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed()
  const fields = value as Readonly<Record<string, unknown>>
  return ok ? readValue(fields) : { status: 'failed', error: readError(fields) }
}

function readValue(fields: Readonly<Record<string, unknown>>): RunOutcome {
  const kind = KINDS.find((one) => one === fields['kind'])
  const text = fields['text']
  const textOf = fields['textOf']
  if (kind === undefined || typeof text !== 'string' || !Object.hasOwn(fields, 'value')) throw malformed()
  if (textOf !== undefined && !Number.isSafeInteger(textOf)) throw malformed()
  return {
    status: 'ok',
    kind,
    value: fields['value'] as JsonValue,
    text,
    textOf: textOf as number | undefined,
  }
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
