import type { ZodType } from 'zod'

import { didYouMean } from '../../search/nearest-name.ts'
import type { DefinitionIssue, PathStep, PositionedDocument } from './positioned-document.ts'

/** The parts of a zod issue that are read here. */
interface SchemaIssue {
  readonly code?: string
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly keys?: readonly string[]
}

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
      return [{ ...document.locate(full, 'value'), message: describeIssue(issue, full) }]
    const known = knownKeys(schema, inner)
    return (issue.keys ?? []).map((key) => ({
      ...document.locate([...full, key]),
      message: `unknown key "${key}"${full.length === 0 ? '' : ` in ${full.join('.')}`}.${didYouMean(key, known)}`,
    }))
  })
  return { issues }
}

function describeIssue(issue: SchemaIssue, path: readonly PathStep[]): string {
  const message = issue.message.replace(/^Invalid input: /, '')
  const where = path.length === 0 ? 'the file' : `"${path.join('.')}"`
  return message === 'expected string, received undefined'
    ? `${where} is missing; give it a text.`
    : `${where}: ${message}.`
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
