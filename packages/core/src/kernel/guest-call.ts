import type { CodeModeError } from '../errors/code-mode-error.ts'
import type { CallSite } from './wire/messages.ts'
import type { Value } from './wire/value.ts'

export interface CallArguments {
  readonly args: readonly Value[]
  readonly kwargs: Readonly<Record<string, Value>>
}

/** A call from a guest to the host. What it says is checked for form, not for meaning. */
export interface GuestCall {
  readonly callId: number
  /** The session's id of the run that called. */
  readonly runId: string
  readonly namespace: string
  readonly method: string
  readonly site: CallSite
  /** Counts the calls from the same site in the same run, from 0. */
  readonly occurrence: number
  /** Aborted when the program no longer waits, the run is over, or the guest is gone. */
  readonly signal: AbortSignal
  arguments(): Promise<CallArguments>
  /** What was sent along as raw bytes. Read the arguments first. */
  attachment(): AsyncIterable<Uint8Array>
}

/** A call's answer: a value, and raw bytes where the method has them. */
export interface CallReply {
  readonly value: Value
  readonly attachment?: Uint8Array | AsyncIterable<Uint8Array>
}

export type CallHandler = (call: GuestCall) => Promise<CallReply>

/** What becomes an exception in the guest. */
export function wireError(error: CodeModeError): Value {
  return {
    code: error.code,
    message: error.message,
    hint: error.hint ?? null,
    details: plainDetails(error),
  }
}

function plainDetails(error: CodeModeError): Value {
  try {
    return JSON.parse(JSON.stringify(error.details)) as Value
  } catch {
    return {}
  }
}
