import { CodeModeError } from '../errors/code-mode-error.ts'
import type { RunOutcome } from './run-outcome.ts'
import { readResult } from './run-result-message.ts'
import type { Body } from './wire/body.ts'
import { MAX_PAYLOAD_BYTES } from './wire/wire-limits.ts'

/**
 * Reads the body of a `result`. A value that is too much for the host is a failure of the program, not of the wire.
 * @throws WireViolation
 */
export async function readOutcome(body: Body, ok: boolean): Promise<RunOutcome> {
  try {
    return readResult(await body.payload(MAX_PAYLOAD_BYTES), ok)
  } catch (error) {
    if (!CodeModeError.isInstance(error) || error.code !== 'LIMIT_EXCEEDED') throw error
    const { message, hint = null } = error
    const failure = { kind: 'program', name: 'ValueError', message, traceback: '', line: null, hint } as const
    return { status: 'failed', error: failure }
  }
}
