import type { FunctionSchema, StandardSchema } from './host-function.ts'

const known = new WeakMap<FunctionSchema, StandardSchema>()

/** Makes JSON Schema check values, by zod's own conversion; once for each schema. */
export async function standardOf(schema: FunctionSchema): Promise<StandardSchema> {
  const found = known.get(schema)
  if (found !== undefined) return found
  const z = await import('zod')
  const made = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0])
  known.set(schema, made)
  return made
}
