import type { RunError, RunResult, SessionApi } from '@code-mode/core'

interface Recovery {
  /** Writes the next program: a model that reads what was wrong. */
  readonly repair: (code: string, error: RunError) => string | Promise<string>
  /** @defaultValue 3 */
  readonly attempts?: number
}

/** Retries with a repaired program. Variables survive a failed program, so only the rest has to run again. */
export async function runWithRecovery(
  session: SessionApi,
  code: string,
  { repair, attempts = 3 }: Recovery,
): Promise<RunResult> {
  let program = code
  for (let attempt = 1; ; attempt++) {
    const result = await session.run(program)
    if (result.ok || attempt >= attempts) return result
    // After anything but an exception: a new interpreter. What is stored stays.
    if (result.error.kind !== 'program') await session.reset()
    program = await repair(program, result.error)
  }
}
