import { CodeModeError } from '../errors/code-mode-error.ts'
import type { GuestExit } from '../kernel/guest.ts'

/** The error for a guest that ended before it said anything. */
export function guestLaunchFailed(exit: GuestExit): CodeModeError {
  const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`
  const tail = exit.stderrTail.trim()
  return new CodeModeError({
    code: 'GUEST_LAUNCH_FAILED',
    message: `The interpreter did not start: it ended with ${how}${tail === '' ? ' and wrote nothing.' : `:\n${tail}`}`,
    details: { code: exit.code, signal: exit.signal },
  })
}
