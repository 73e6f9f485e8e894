import { CodeModeError } from '../errors/code-mode-error.ts'
import type { GuestEnd } from './run-outcome.ts'

/** A guest that ended, or was ended, before it said that it is ready. */
export function launchFailed(reason: string | undefined, end: GuestEnd): CodeModeError {
  const tail = end.exit.stderrTail.trim()
  const how =
    end.exit.signal === null ? `exit code ${end.exit.code ?? 'unknown'}` : `signal ${end.exit.signal}`
  const why = reason ?? end.violation ?? `It ended with ${how}.`
  return new CodeModeError({
    code: 'GUEST_LAUNCH_FAILED',
    message: `The interpreter did not start. ${why}${tail === '' ? '' : ` Its stderr: ${tail}`}`,
    details: { ...end.exit },
  })
}
