import { CodeModeError } from '../errors/code-mode-error.ts'

/** Sets of requirements that are remembered at most; of more, the oldest go. */
const REMEMBERED = 100

/**
 * Sets of requirements that could not be installed, with the error of each, so that an installer is not started again
 * for every run. One executor keeps one of these.
 */
export class FailedInstalls {
  readonly #errors = new Map<string, CodeModeError>()

  /** @throws CodeModeError as it was, when this set failed before and `retry` is not said */
  check(environment: string, retry: boolean): void {
    const known = this.#errors.get(environment)
    if (known === undefined) return
    this.#errors.delete(environment)
    if (retry) return
    this.#errors.set(environment, known)
    throw new CodeModeError({
      code: known.code,
      message: known.message,
      hint: `${known.hint === undefined ? '' : `${known.hint} `}This is what the first try gave; it was not repeated. Change the list of packages, or sync it to try again.`,
      details: known.details,
      cause: known,
    })
  }

  /** Remembers what an installer said; anything else, such as an abort, is none of its verdicts. */
  note(environment: string, error: unknown): void {
    if (!CodeModeError.isInstance(error) || !['INSTALL_FAILED', 'DEPS_CONFLICT'].includes(error.code)) return
    this.#errors.set(environment, error)
    const oldest = this.#errors.keys().next()
    if (this.#errors.size > REMEMBERED && oldest.done !== true) this.#errors.delete(oldest.value)
  }
}
