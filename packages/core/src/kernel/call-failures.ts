import { CodeModeError } from '../errors/code-mode-error.ts'
import { wireError } from './guest-call.ts'
import { encodePayload } from './wire/payload.ts'
import {
  CHUNK_BYTES,
  MAX_PAYLOAD_BYTES,
  MAX_WAITING_ANSWER_BYTES,
  MAX_WORKING_CALLS,
} from './wire/wire-limits.ts'

/** What a call fails with, as the guest reads it; always small enough for one frame. */
export function failurePayload(error: unknown): Uint8Array {
  const failure = asCodeModeError(error)
  const payload = encodePayload(wireError(failure))
  if (payload.byteLength <= CHUNK_BYTES) return payload
  const { code, message, hint } = failure
  return encodePayload({
    code,
    message: message.slice(0, CHUNK_BYTES / 16),
    hint: hint?.slice(0, CHUNK_BYTES / 16) ?? null,
    details: {},
  })
}

export function asCodeModeError(error: unknown): CodeModeError {
  if (CodeModeError.isInstance(error)) return error
  const message = error instanceof Error ? error.message : String(error)
  return new CodeModeError({ code: 'INTERNAL', message, cause: error })
}

export function runEnded(): CodeModeError {
  return new CodeModeError({
    code: 'RUN_ENDED',
    message: 'The run that made this call has ended.',
    hint: 'Wait for threads and tasks before the program ends; a later run cannot call for them.',
  })
}

export function tooLarge(bytes: number): CodeModeError {
  return limit(`The answer has ${bytes} bytes; the limit is ${MAX_PAYLOAD_BYTES} bytes.`)
}

export function tooManyAnswers(): CodeModeError {
  return limit(
    `More than ${MAX_WAITING_ANSWER_BYTES} bytes of answers wait for the program to take them.`,
    'Make fewer calls with large answers at once.',
  )
}

export function tooManyWorking(): CodeModeError {
  return limit(
    `${MAX_WORKING_CALLS} calls that the program gave up are still being worked on.`,
    'Wait for calls instead of giving them up, or call reset.',
  )
}

function limit(message: string, hint?: string): CodeModeError {
  return new CodeModeError({ code: 'LIMIT_EXCEEDED', message, ...(hint === undefined ? {} : { hint }) })
}
