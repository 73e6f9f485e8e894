import type { JsonValue } from '../kernel/json.ts'
import { toIdentifiers } from './identifier.ts'
import { schemaTypeName } from './signature.ts'
import type { JsonSchema, ToolParameter } from './tool.ts'

/** The parameters of a JSON Schema of an object, and the property each stands for. */
export interface SchemaParameters {
  /** In the order of the properties, required ones first. */
  readonly parameters: readonly ToolParameter[]
  /** From parameter name to property name; they differ where the property is no identifier. */
  readonly properties: ReadonlyMap<string, string>
}

function isObject(value: JsonValue | undefined): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads what people need to know about the properties of a JSON Schema. */
export function schemaParameters(schema: JsonSchema): SchemaParameters {
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : [])
  const keys = Object.keys(properties)
  const names = toIdentifiers(keys, 'parameter')
  const parameters = keys.map((key, index): ToolParameter => {
    const property = resolveReference(properties[key], schema)
    const fallback = isObject(property) ? property['default'] : undefined
    const description =
      isObject(property) && typeof property['description'] === 'string' ? property['description'] : ''
    return {
      name: names[index] ?? key,
      type: schemaTypeName(property),
      required: required.has(key) && fallback === undefined,
      ...(fallback === undefined ? {} : { default: fallback }),
      description,
    }
  })
  return {
    parameters: [
      ...parameters.filter((item) => item.required),
      ...parameters.filter((item) => !item.required),
    ],
    properties: new Map(keys.map((key, index) => [names[index] ?? key, key])),
  }
}

function resolveReference(property: JsonValue | undefined, root: JsonSchema): JsonValue | undefined {
  if (!isObject(property) || typeof property['$ref'] !== 'string' || !property['$ref'].startsWith('#/'))
    return property
  let target: JsonValue | undefined = root
  for (const step of property['$ref'].slice(2).split('/'))
    target = isObject(target) ? target[step] : undefined
  return isObject(target) ? { ...target, ...property } : property
}
