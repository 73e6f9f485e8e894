import type { JsonSchema } from '../tool.ts'
import type { FunctionSchema, MaybeLazySchema, StandardSchema } from './host-function.ts'

/** True for a schema of a library, false for JSON Schema as plain data. */
export function isStandardSchema(schema: FunctionSchema): schema is StandardSchema {
  return '~standard' in schema
}

/** Makes a lazy schema. A function may be a schema itself: those of arktype are. */
export async function madeSchema(schema: MaybeLazySchema): Promise<FunctionSchema> {
  return isLazy(schema) ? await schema() : schema
}

function isLazy(schema: MaybeLazySchema): schema is Extract<MaybeLazySchema, (...args: never) => unknown> {
  return typeof schema === 'function' && !('~standard' in schema)
}

/** The JSON Schema of a function's schema; of an older zod by zod's own conversion. @throws TypeError when the library offers none */
export async function jsonSchemaOf(
  schema: FunctionSchema,
  side: 'input' | 'output',
  where: string,
): Promise<JsonSchema> {
  if (!isStandardSchema(schema)) return schema as JsonSchema
  const standard = schema['~standard']
  if (standard.jsonSchema !== undefined)
    return standard.jsonSchema[side]({ target: 'draft-2020-12' }) as JsonSchema
  if (standard.vendor === 'zod') {
    const z = await import('zod')
    return z.toJSONSchema(schema as unknown as Parameters<typeof z.toJSONSchema>[0], {
      io: side,
    }) as JsonSchema
  }
  throw new TypeError(
    `${where}: schemas of ${standard.vendor} offer no JSON Schema here. Give JSON Schema as plain data, or a schema with \`~standard.jsonSchema\`.`,
  )
}
