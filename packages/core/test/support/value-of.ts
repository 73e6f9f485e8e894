import type { Session } from '../../src/index.ts'

/** Runs a program that must succeed, and gives its value. */
export async function valueOf(session: Session, code: string): Promise<unknown> {
  const result = await session.run(code)
  if (!result.ok) throw new Error(`The program failed: ${result.error.traceback}\n${result.error.hint ?? ''}`)
  return result.value ?? null
}
