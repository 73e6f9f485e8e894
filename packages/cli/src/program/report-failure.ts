import { plainText } from '../output/plain-text.ts'
import type { CommandContext } from './context.ts'
import type { Interruption } from './interruption.ts'
import { remedyOf } from './remedy.ts'
import { UsageError } from './usage-error.ts'

/** The shape of core's errors: core is not loaded to report an error that it did not make. */
interface CodedError extends Error {
  readonly code: string
}

/** Tells on stderr what went wrong and what to do. Gives the exit code. */
export function reportFailure(
  error: unknown,
  {
    name,
    context,
    interruption,
  }: { readonly name: string; readonly context: CommandContext; readonly interruption: Interruption },
): number {
  const { exitCode } = interruption
  if (exitCode !== undefined) {
    context.note('Interrupted.')
    return exitCode
  }
  if (error instanceof UsageError) {
    context.note(`code-mode: ${error.message}\nSee code-mode ${name} --help.`)
    return 2
  }
  context.note(failureText(error))
  return 1
}

/** `CODE: message`, and the hint on a line of its own. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return `code-mode: ${plainText(String(error))}`
  if (!isCoded(error)) return `code-mode: ${plainText(error.message)}`
  const remedy = remedyOf(error)
  const hint = remedy === undefined ? '' : `\nHint: ${plainText(remedy)}`
  return `${error.code}: ${plainText(error.message)}${hint}`
}

function isCoded(error: Error): error is CodedError {
  return error.name === 'CodeModeError' && 'code' in error
}
