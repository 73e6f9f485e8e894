import { CodeModeError } from '../errors/code-mode-error.ts'
import type { JsonValue } from '../kernel/json.ts'
import { didYouMean, nearestName } from '../search/nearest-name.ts'
import type { JsonSchema } from '../tools/tool.ts'

interface Issue {
  readonly code?: string | undefined
  readonly message: string
  readonly path: readonly PropertyKey[]
  readonly keys?: readonly string[] | undefined
}

/** Says what of a tool's input was wrong, and all that the tool takes. */
export function argumentsError(
  tool: string,
  inputSchema: JsonSchema,
  issues: readonly Issue[],
): CodeModeError {
  const properties = Object.entries(record(inputSchema['properties']))
  const required = new Set(Array.isArray(inputSchema['required']) ? inputSchema['required'] : [])
  const names = properties.map(([name]) => name)
  const problems = issues.flatMap((issue) => describeIssue(issue, names))
  const fields = properties.map(
    ([name, schema]) => `${name} (${typeName(schema)}, ${required.has(name) ? 'required' : 'optional'})`,
  )
  return new CodeModeError({
    code: 'ARGUMENTS_INVALID',
    message: `${tool}: ${problems.join(' ')}`,
    hint: fields.length === 0 ? `${tool} takes no fields.` : `${tool} takes: ${fields.join(', ')}.`,
    details: { tool, fields: names },
  })
}

function describeIssue(issue: Issue, names: readonly string[]): readonly string[] {
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).map(
      (key) =>
        `There is no field "${key}".${nearestName(key, names) === undefined ? '' : didYouMean(key, names)}`,
    )
  }
  const field = issue.path.map(String).join('.')
  const message = issue.message.replace(/^Invalid input: /u, '')
  return [field === '' ? `The input is wrong: ${message}.` : `Field "${field}": ${message}.`]
}

function record(value: JsonValue | undefined): Readonly<Record<string, JsonValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, JsonValue>>)
    : {}
}

function typeName(schema: JsonValue): string {
  const type = record(schema)['type']
  return typeof type === 'string' ? type : 'any'
}
