import type { ZodType } from 'zod'

import { didYouMean, nearestName } from '../../search/nearest-name.ts'
import type { DefinitionIssue } from './definition-issue.ts'
import type { PathStep, PositionedDocument } from './positioned-document.ts'

/** The parts of a zod issue that are read here. */
interface SchemaIssue {
  readonly code?: string
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly keys?: readonly string[]
  readonly values?: readonly unknown[]
}

/** Keys that are often written one level too high. */
const UNDER_SCHEMA: ReadonlySet<string> = new Set(['options', 'positional', 'separator', 'stdin'])

/** Checks a part of a document against a schema; `data` is what it parsed to, when there are no issues. */
export function checkDocument<T>(options: {
  readonly document: PositionedDocument
  readonly schema: ZodType<T>
  readonly value: unknown
  /** Where `value` stands in the document. */
  readonly path?: readonly PathStep[]
}):
  | { readonly data: T; readonly issues: readonly [] }
  | { readonly data?: never; readonly issues: readonly DefinitionIssue[] } {
  const { document, schema, value, path = [] } = options
  const result = schema.safeParse(value)
  if (result.success) return { data: result.data, issues: [] }
  const issues = (result.error.issues as readonly SchemaIssue[]).flatMap((issue) => {
    const inner = issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
    const full = [...path, ...inner]
    if (issue.code !== 'unrecognized_keys')
      return [
        { ...document.locate(full, 'value'), message: describeIssue(issue, full, valueAt(value, inner)) },
      ]
    const known = knownKeys(schema, inner)
    return (issue.keys ?? []).map((key) => ({
      ...document.locate([...full, key]),
      message: `unknown key "${key}"${full.length === 0 ? '' : ` in ${full.join('.')}`}.${known.includes('schema') && UNDER_SCHEMA.has(key) ? ' Write it under "schema".' : didYouMean(key, known)}`,
    }))
  })
  return { issues }
}

function describeIssue(issue: SchemaIssue, path: readonly PathStep[], given: unknown): string {
  const message = issue.message.replace(/^Invalid input: /, '')
  const where = path.length === 0 ? 'the file' : `"${path.join('.')}"`
  if (message === 'expected string, received undefined') return `${where} is missing; give it a text.`
  const nearest =
    issue.code === 'invalid_value' && typeof given === 'string' ? suggestion(given, issue.values ?? []) : ''
  return `${where}: ${message}.${nearest}`
}

/** Names that Python has for the types of arguments. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  str: 'string',
  text: 'string',
  int: 'integer',
  float: 'number',
  bool: 'boolean',
  list: 'array',
}

function suggestion(given: string, values: readonly unknown[]): string {
  const names = values.map(String)
  const known = TYPE_NAMES[given]
  const nearest = known !== undefined && names.includes(known) ? known : nearestName(given, names)
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`
}

function valueAt(value: unknown, path: readonly PathStep[]): unknown {
  let current = value
  for (const step of path) {
    if (typeof current !== 'object' || current === null) return undefined
    current = (current as Readonly<Record<PathStep, unknown>>)[step]
  }
  return current
}

/** Walks the schema along a path and lists the keys of the object there. */
function knownKeys(schema: unknown, path: readonly PathStep[]): readonly string[] {
  let current: unknown = schema
  for (const step of path) {
    current = unwrap(current)
    const definition = definitionOf(current)
    if (definition.shape !== undefined) current = definition.shape[String(step)]
    else current = definition.valueType ?? definition.element
  }
  return Object.keys(definitionOf(unwrap(current)).shape ?? {})
}

interface SchemaDefinition {
  readonly innerType?: unknown
  readonly shape?: Readonly<Record<string, unknown>>
  readonly valueType?: unknown
  readonly element?: unknown
}

function definitionOf(schema: unknown): SchemaDefinition {
  return typeof schema === 'object' && schema !== null && 'def' in schema
    ? (schema.def as SchemaDefinition)
    : {}
}

function unwrap(schema: unknown): unknown {
  let current = schema
  for (
    let inner = definitionOf(current).innerType;
    inner !== undefined;
    inner = definitionOf(current).innerType
  )
    current = inner
  return current
}
