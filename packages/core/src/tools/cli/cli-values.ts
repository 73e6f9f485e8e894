import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { Value } from '../../kernel/wire/value.ts'
import type { CliDefinition, CliRecipeDefinition } from '../definitions/definition.ts'
import { describeValue, invalid } from './argument-text.ts'
import { cliArguments, own } from './cli-arguments.ts'
import { fixedValue } from './fixed-value.ts'

/** What an argument of a call is, and who says so. */
export interface CliValue {
  readonly value: Value
  /** False for what the definition sets, which is trusted. */
  readonly isOfCall: boolean
}

/**
 * What each argument is: what the call gives, else the default of the recipe's parameter, else its preset. A default of
 * the schema only says what the program itself assumes.
 *
 * @throws CodeModeError `ARGUMENTS_INVALID` for a required argument without a value
 */
export function cliValues(options: {
  readonly callName: string
  readonly definition: CliDefinition
  readonly recipe: CliRecipeDefinition | undefined
  readonly args: Readonly<Record<string, Value>>
}): ReadonlyMap<string, CliValue> {
  const { callName, definition, recipe, args } = options
  const values = new Map<string, CliValue>()
  for (const argument of cliArguments(definition)) {
    const { name } = argument
    // None stands for "not given": agents pass optional values on.
    const given = Object.hasOwn(args, name) ? (args[name] ?? null) : null
    const fixed = own(recipe?.params, argument)?.default ?? own(recipe?.preset, argument)
    if (given !== null) values.set(name, { value: given, isOfCall: true })
    else if (fixed !== undefined)
      values.set(name, { value: fixedValue(argument, fixed).value ?? null, isOfCall: false })
    else if (argument.definition.required === true)
      throw invalid(`${callName}: ${name} is required, and must not be None.`)
  }
  return values
}

/** What the program reads, or `undefined` when it has nothing to read. @throws CodeModeError `ARGUMENTS_INVALID` */
export function stdinOf(
  callName: string,
  definition: CliDefinition,
  values: ReadonlyMap<string, CliValue>,
): string | Uint8Array | undefined {
  const name = definition.schema?.stdin?.name
  const value = name === undefined ? undefined : values.get(name)?.value
  if (value === undefined || value instanceof Uint8Array) return value
  if (typeof value === 'string') {
    if (value.isWellFormed()) return value
    throw invalid(
      `${callName}: ${name} holds half of a surrogate pair, which is no UTF-8. Pass bytes: .encode('utf-8', 'surrogateescape').`,
    )
  }
  throw new CodeModeError({
    code: 'ARGUMENTS_INVALID',
    message: `${callName}: ${name} must be a text or bytes, not ${describeValue(value)}.`,
    hint: 'For data, pass json.dumps(…).',
  })
}
