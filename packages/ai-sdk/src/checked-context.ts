import { asSchema } from 'ai'
import type { FlexibleSchema } from 'ai'

/** A context as its schema makes it. @throws TypeError when it does not fit */
export async function checkedContext(
  tool: string,
  contextSchema: FlexibleSchema | undefined,
  context: unknown,
): Promise<unknown> {
  if (contextSchema === undefined) return context
  const result = await asSchema(contextSchema).validate?.(context)
  if (result === undefined) return context
  if (result.success) return result.value
  throw new TypeError(`The context of ${tool} does not fit its contextSchema: ${result.error.message}`, {
    cause: result.error,
  })
}
