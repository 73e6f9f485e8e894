import { CodeModeError } from '@code-mode/core'

/** What cannot close must not keep a process nobody talks to. */
const CLOSE_TIMEOUT_MS = 5_000

/** Waits for the close, but not for ever. */
export async function closeInTime(close: () => Promise<void>): Promise<void> {
  await Promise.race([close(), new Promise((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS))])
}

/** Says on stderr why this program could not serve. */
export function sayWhy(error: unknown): void {
  process.stderr.write(`code-mode-mcp: ${reason(error)}\n`)
}

function reason(error: unknown): string {
  if (CodeModeError.isInstance(error))
    return `${error.code}: ${error.message}${error.hint === undefined ? '' : ` ${error.hint}`}`
  if (error instanceof TypeError || (error instanceof Error && 'code' in error)) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
