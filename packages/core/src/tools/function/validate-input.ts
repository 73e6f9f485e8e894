import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { Value } from '../../kernel/wire/value.ts'
import type { FunctionSchema, StandardIssue } from './host-function.ts'
import { isStandardSchema } from './schema-json.ts'
import { standardOf } from './standard-of.ts'
import { thrownMessage } from './thrown-message.ts'

/** How many issues an error text lists. */
const LISTED_ISSUES = 5

/**
 * What a schema makes of the arguments of a call.
 *
 * @throws CodeModeError `ARGUMENTS_INVALID` with the place of each issue, `TOOL_DEFINITION_INVALID` when the schema itself
 *   cannot be used
 */
export async function validateInput(
  callName: string,
  schema: FunctionSchema,
  args: Readonly<Record<string, Value>>,
): Promise<unknown> {
  let result
  try {
    const standard = isStandardSchema(schema) ? schema : await standardOf(schema)
    result = await standard['~standard'].validate(args)
  } catch (cause) {
    throw new CodeModeError({
      code: 'TOOL_DEFINITION_INVALID',
      message: `The input schema of ${callName} cannot check arguments: ${thrownMessage(cause)}`,
      details: { tool: callName },
      cause,
    })
  }
  if (result.issues === undefined) return result.value
  const issues = result.issues.slice(0, LISTED_ISSUES).map((issue) => describeIssue(issue))
  const rest = result.issues.length - issues.length
  throw new CodeModeError({
    code: 'ARGUMENTS_INVALID',
    message: `${callName}: ${issues.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`,
    details: { tool: callName },
  })
}

/** `items[0].price: Invalid input: expected number, received string` */
function describeIssue({ path, message }: StandardIssue): string {
  const place = (path ?? []).reduce<string>((before, step) => {
    const key = typeof step === 'object' ? step.key : step
    if (typeof key === 'number') return `${before}[${key}]`
    return before === '' ? String(key) : `${before}.${String(key)}`
  }, '')
  return place === '' ? message : `${place}: ${message}`
}
