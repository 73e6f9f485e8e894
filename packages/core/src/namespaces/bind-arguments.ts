import { CodeModeError } from '../errors/code-mode-error.ts'
import type { CallArguments } from '../kernel/guest-call.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Value } from '../kernel/wire/value.ts'
import { didYouMean } from '../search/nearest-name.ts'

type ParameterType = 'text' | 'count' | 'record'
interface TypeOf {
  text: string
  count: number
  record: JsonObject
}

/** A parameter of a namespace's own method; one without `default` is required. */
export interface Parameter<Type extends ParameterType = ParameterType> {
  readonly type: Type
  readonly default?: TypeOf[Type]
}

type Bound<Parameters extends Readonly<Record<string, Parameter>>> = {
  readonly [Name in keyof Parameters]: TypeOf[Parameters[Name]['type']]
}

const CHECKS: Readonly<
  Record<ParameterType, { readonly fits: (value: Value) => boolean; readonly what: string }>
> = {
  text: { fits: (value) => typeof value === 'string', what: 'a string' },
  count: {
    fits: (value) => Number.isSafeInteger(value) && (value as number) > 0,
    what: 'a whole number from 1 up',
  },
  record: {
    fits: (value) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      !(value instanceof Map) &&
      !(value instanceof Uint8Array),
    what: 'a dictionary with string keys',
  },
}

/**
 * Binds a call to the signature of a namespace's own method, as Python would.
 * @throws CodeModeError `ARGUMENTS_INVALID` that names the argument, what it must be, and the nearest right name
 */
export function bindArguments<const Parameters extends Readonly<Record<string, Parameter>>>(
  method: string,
  parameters: Parameters,
  { args, kwargs }: CallArguments,
): Bound<Parameters> {
  const names = Object.keys(parameters)
  const signature = `${method}(${names.map((name) => (parameters[name]?.default === undefined ? name : `${name}=…`)).join(', ')})`
  if (args.length > names.length)
    throw invalid(
      `${signature} takes ${names.length} ${names.length === 1 ? 'argument' : 'arguments'}, ${args.length} were given.`,
    )
  const bound = new Map<string, Value>(args.map((value, index) => [names[index] as string, value]))
  for (const [name, value] of Object.entries(kwargs)) {
    if (!names.includes(name))
      throw invalid(`${signature} has no argument "${name}".${didYouMean(name, names)}`)
    if (bound.has(name)) throw invalid(`${signature} got "${name}" twice.`)
    bound.set(name, value)
  }
  for (const name of names) {
    const parameter = parameters[name] as Parameter
    const value = bound.get(name) ?? parameter.default
    if (value === undefined) throw invalid(`${signature} needs the argument "${name}".`)
    const check = CHECKS[parameter.type]
    if (!check.fits(value)) throw invalid(`${signature}: "${name}" must be ${check.what}.`)
    bound.set(name, value)
  }
  return Object.fromEntries(bound) as Bound<Parameters>
}

function invalid(message: string): CodeModeError {
  return new CodeModeError({ code: 'ARGUMENTS_INVALID', message })
}
