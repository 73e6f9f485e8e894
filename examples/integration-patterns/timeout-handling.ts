import type { SessionApi } from '@code-mode/core'

/** A timeout is a result, not an exception. The program is stopped, and what it printed until then is there. */
export async function runWithin(session: SessionApi, code: string, timeoutMs: number): Promise<string> {
  const result = await session.run(code, { timeoutMs })
  if (result.ok) return result.text
  if (result.error.kind !== 'timeout') return result.error.traceback
  const variables = result.stateLost ? 'are gone' : 'are kept'
  return `Stopped after ${timeoutMs} ms; variables ${variables}. Printed until then: ${result.stdout.trim()}`
}
