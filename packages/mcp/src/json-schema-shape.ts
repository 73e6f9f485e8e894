import type { JsonSchema } from '@code-mode/core'
import * as z from 'zod'

/**
 * `McpServer` lists a tool by a zod schema only. This one is listed as exactly the given JSON Schema and lets every
 * object through, because the model tool checks its input itself, with better messages.
 */
export function jsonSchemaShape(schema: JsonSchema): z.ZodObject {
  return z.looseObject({}).meta(schema as Readonly<Record<string, unknown>>)
}
