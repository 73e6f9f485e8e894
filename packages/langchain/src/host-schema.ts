import type { FunctionSchema, StandardSchema } from '@code-mode/core'
import { Validator, toJsonSchema } from '@langchain/core/utils/json_schema'
import type { JSONSchema } from '@langchain/core/utils/json_schema'

type Validation = StandardSchema['~standard']['validate']

/**
 * The schema of a LangChain tool: shown as the JSON Schema that LangChain makes of it, checked by whoever wrote it. The
 * tool gets its input as it was: it applies its schema itself, and a transformation must not happen twice.
 */
export function hostSchema(schema: object): FunctionSchema {
  const json = toJsonSchema(schema as Parameters<typeof toJsonSchema>[0])
  const validate = isStandard(schema) ? schema['~standard'].validate : jsonValidation(json)
  const show = (): Readonly<Record<string, unknown>> => json as Readonly<Record<string, unknown>>
  return {
    '~standard': {
      version: 1,
      vendor: 'langchain',
      jsonSchema: { input: show, output: show },
      validate: async (value) => {
        const result = await validate(value)
        return result.issues === undefined ? { value } : result
      },
    },
  }
}

function isStandard(schema: object): schema is StandardSchema {
  return '~standard' in schema
}

function jsonValidation(schema: JSONSchema): Validation {
  const validator = new Validator(schema as ConstructorParameters<typeof Validator>[0])
  return (value) => {
    const { valid, errors } = validator.validate(value)
    if (valid) return { value }
    return {
      issues: errors.map(({ error, instanceLocation }) => ({
        message: error,
        path: instanceLocation.split('/').slice(1),
      })),
    }
  }
}
