import { CodeModeError } from '../../errors/code-mode-error.ts'

const FIRST_DELAY_MS = 1_000
const LONGEST_DELAY_MS = 60_000

/**
 * When a server that failed is tried again: 1 s after the first failure, then each time twice as long, up to a minute.
 * A changed definition is another server and so begins anew.
 */
export class RetrySchedule {
  #failures = 0
  #retryAt = 0
  #original: CodeModeError | undefined
  #error: CodeModeError | undefined

  /** The last failure, with the time of the next try; the same object until the next failure. */
  get error(): CodeModeError | undefined {
    return this.#error
  }

  get isDue(): boolean {
    return Date.now() >= this.#retryAt
  }

  /**
   * Takes note of a failure and gives it back with the time of the next try; after the first failure of a server that
   * `started`, that is at once.
   */
  failed(error: CodeModeError, { started = false }: { readonly started?: boolean } = {}): CodeModeError {
    const steps = 2 ** this.#failures - (started ? 1 : 0)
    const delayMs = Math.min(FIRST_DELAY_MS * steps, LONGEST_DELAY_MS)
    this.#failures += 1
    this.#retryAt = Date.now() + delayMs
    this.#original = error
    this.#error = withRetry(error, `${delayMs / 1000} s later`)
    return this.#error
  }

  succeeded(): void {
    this.#failures = 0
    this.#retryAt = 0
    this.#original = undefined
    this.#error = undefined
  }

  /** The failure with the time that is left, or `undefined` when the server may be tried. */
  tooEarly(): CodeModeError | undefined {
    if (this.#original === undefined || this.isDue) return undefined
    const left = Math.max(0.1, (this.#retryAt - Date.now()) / 1000)
    return withRetry(this.#original, `in ${left.toFixed(1)} s`)
  }
}

function withRetry(error: CodeModeError, when: string): CodeModeError {
  return new CodeModeError({
    code: error.code,
    message: `${error.message}${/[.!?]$/.test(error.message) ? '' : '.'} The next try is ${when} at the earliest, or as soon as the definition changes.`,
    ...(error.details === undefined ? {} : { details: error.details }),
    cause: error,
  })
}
