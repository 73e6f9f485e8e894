import { fail, match, equal } from 'node:assert/strict'
import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { ErrorCode } from '../../errors/error-codes.ts'

/** Fails unless the work rejects with this code and, if given, a message like this. */
export async function rejectsWithCode(
  work: Promise<unknown>,
  code: ErrorCode,
  message?: RegExp,
): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!CodeModeError.isInstance(error)) throw error
    equal(error.code, code, error.message)
    if (message !== undefined) match(error.message, message)
    return
  }
  fail(`Nothing was thrown; ${code} was expected.`)
}
