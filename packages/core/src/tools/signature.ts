import type { JsonValue } from '../kernel/json.ts'
import type { JsonSchema, ToolCallable, ToolParameter } from './tool.ts'

const PYTHON_TYPES: Readonly<Record<string, string>> = {
  string: 'str',
  integer: 'int',
  number: 'float',
  boolean: 'bool',
  array: 'list',
  object: 'dict',
  null: 'None',
  bytes: 'bytes',
  any: 'Any',
}

/** `string | null` becomes `str | None`; a name Python does not have becomes `Any`. */
export function pythonType(type: string): string {
  const names = type.split('|').map((part) => PYTHON_TYPES[part.trim()] ?? 'Any')
  return names.includes('Any') ? 'Any' : [...new Set(names)].join(' | ')
}

/** JSON as Python writes it: `None`, `True`, quoted text. */
export function pythonLiteral(value: JsonValue): string {
  if (value === null) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => pythonLiteral(item)).join(', ')}]`
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}: ${pythonLiteral(item)}`)
    .join(', ')}}`
}

function renderParameter(parameter: ToolParameter): string {
  const typed = `${parameter.name}: ${pythonType(parameter.type)}`
  if (parameter.required) return typed
  return `${typed} = ${pythonLiteral(parameter.default ?? null)}`
}

function returnType(schema: JsonSchema | undefined): string {
  if (schema?.['contentEncoding'] === 'binary') return 'bytes'
  return schema === undefined ? 'Any' : pythonType(schemaTypeName(schema))
}

/** The signature in Python syntax, `get(url: str, silent: bool = False) -> str`. The tool itself has the tool's name. */
export function renderSignature(callable: ToolCallable, toolName: string): string {
  const parameters = callable.parameters.map((parameter) => renderParameter(parameter)).join(', ')
  return `${callable.name ?? toolName}(${parameters}) -> ${returnType(callable.outputSchema)}`
}

/** The type of a JSON Schema in a word or two, for people: `string`, `string | null`, `any`. */
export function schemaTypeName(schema: JsonValue | undefined): string {
  if (schema === undefined || schema === null || typeof schema !== 'object' || Array.isArray(schema))
    return 'any'
  const record = schema as JsonSchema
  const type = record['type']
  if (typeof type === 'string') return type
  if (Array.isArray(type)) return type.join(' | ')
  const alternatives = record['anyOf'] ?? record['oneOf']
  if (Array.isArray(alternatives)) {
    const names = [...new Set(alternatives.map((item: JsonValue) => schemaTypeName(item)))]
    return names.includes('any') ? 'any' : names.join(' | ')
  }
  const values = Array.isArray(record['enum']) ? record['enum'] : 'const' in record ? [record['const']] : []
  const names = [
    ...new Set(values.map((value: JsonValue | undefined) => (value === null ? 'null' : typeof value))),
  ]
  return names.length > 0 && names.every((name) => ['string', 'number', 'boolean', 'null'].includes(name))
    ? names.join(' | ')
    : 'any'
}
