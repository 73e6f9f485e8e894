import type { GuestEnd, RunOutcome } from '../kernel/run-outcome.ts'
import type { RunError } from './run-result.ts'

/** The hint of a run in which the interpreter ended. */
export const RESTART_HINT =
  'The variables of earlier runs are gone: define them again, or load what was saved as artifacts. The next run starts a new interpreter.'

/** Says why a run failed; undefined when it did not. */
export function runErrorOf(outcome: RunOutcome, timeoutMs: number): RunError | undefined {
  switch (outcome.status) {
    case 'ok':
      return undefined
    case 'failed': {
      const { kind, line, hint, ...rest } = outcome.error
      return {
        kind: kind === 'interrupted' ? 'interrupted' : 'program',
        ...rest,
        ...(line === null ? {} : { line }),
        ...(hint === null ? {} : { hint }),
      }
    }
    case 'timeout': {
      const message = `The program was stopped after ${timeoutMs} ms, its time limit.`
      return {
        kind: 'timeout',
        name: 'Timeout',
        message,
        traceback: outcome.traceback === '' ? message : outcome.traceback,
        ...(outcome.line === null ? {} : { line: outcome.line }),
        hint: outcome.alive
          ? 'Variables are kept. Do less in one run, or ask for a longer time limit.'
          : RESTART_HINT,
      }
    }
    case 'aborted':
      return { kind: 'interrupted', name: 'Interrupted', message: 'The run was interrupted.', traceback: '' }
    case 'died':
      return diedError(outcome.end)
  }
}

const UNITS = { memory: 'MiB of memory', processes: 'processes and threads' } as const

function diedError(end: GuestEnd): RunError {
  const { reason, code, signal, exceeded } = end.exit
  if (reason === 'killed' && end.violation === undefined) {
    const message = 'The session was reset or closed while the program ran.'
    return { kind: 'interrupted', name: 'Interrupted', message, traceback: message }
  }
  if (reason === 'memory' || reason === 'processes') {
    const message =
      exceeded === undefined
        ? `The program used more ${reason} than its limit and was ended.`
        : `The program used ${exceeded.used} ${UNITS[reason]}, more than its limit of ${exceeded.limit} ${UNITS[reason]}, and was ended.`
    return {
      kind: 'limit',
      name: reason === 'memory' ? 'MemoryLimit' : 'ProcessLimit',
      message,
      traceback: message,
      hint: RESTART_HINT,
    }
  }
  const message =
    end.violation === undefined
      ? `The interpreter ended ${signal === null ? `with exit code ${code ?? 'unknown'}` : `by ${signal}`}${howItEnds(code, signal)}.`
      : `The interpreter broke the rules of the wire and was ended: ${end.violation}`
  const tail = end.exit.stderrTail.trim()
  return {
    kind: 'crashed',
    name: end.violation === undefined ? 'GuestCrashed' : 'WireViolation',
    message,
    traceback: tail === '' ? message : `${tail}\n${message}`,
    hint: RESTART_HINT,
  }
}

function howItEnds(code: number | null, signal: string | null): string {
  if (signal === 'SIGSEGV' || signal === 'SIGABRT' || signal === 'SIGBUS') return ' (a crash in native code)'
  // The status with which the guest's runtime gives up.
  if (code === 70)
    return ' (the program closed a descriptor that the session needs, or broke the interpreter itself)'
  return code === null ? '' : ' (os._exit, or a crash)'
}
