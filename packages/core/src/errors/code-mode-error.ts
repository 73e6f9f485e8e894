import type { ErrorCode } from './error-codes.ts'

/** Registered globally, so that an error made by another copy of this package is still recognised. */
const MARK: unique symbol = Symbol.for('code-mode.error')

export interface CodeModeErrorOptions {
  readonly code: ErrorCode
  /** A sentence: what was wrong, the limit, the value and the unit. */
  readonly message: string
  /** What to do, when the message alone does not say it. Shown after the message to a model or a person. */
  readonly hint?: string
  /** Plain data about the failure: names, paths, lines, limits. */
  readonly details?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** The library could not do its job. `code` is stable; a failed agent program is a result, not one of these. */
export class CodeModeError extends Error {
  override readonly name = 'CodeModeError'
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly details: Readonly<Record<string, unknown>>

  constructor(options: CodeModeErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = options.code
    this.hint = options.hint
    this.details = options.details ?? {}
    Object.defineProperty(this, MARK, { value: true })
  }

  /** True for an error of this class, also when another copy of the package made it. */
  static isInstance(value: unknown): value is CodeModeError {
    return typeof value === 'object' && value !== null && MARK in value
  }
}
