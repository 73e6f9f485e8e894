import { Session } from '@code-mode/core'
import type { JsonValue } from '@code-mode/core'

/** Runs one program in a session of its own and gives its value. The interpreter is started for each call. */
export async function runOnce(base: string, code: string): Promise<JsonValue | undefined> {
  const session = await Session.open(base)
  try {
    const result = await session.run(code)
    if (!result.ok) throw new Error(result.error.traceback)
    return result.value
  } finally {
    await session.close()
  }
}
