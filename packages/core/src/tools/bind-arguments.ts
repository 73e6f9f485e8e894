import { CodeModeError } from '../errors/code-mode-error.ts'
import type { Value } from '../kernel/wire/value.ts'
import { nearestName } from '../search/nearest-name.ts'
import { renderSignature } from './signature.ts'
import type { ToolCallable } from './tool.ts'

/**
 * Binds positional and named arguments to the parameters of a callable, as Python does.
 *
 * @throws CodeModeError `ARGUMENTS_INVALID` with the signature
 */
export function bindArguments(options: {
  readonly toolName: string
  readonly callable: ToolCallable
  readonly args: readonly Value[]
  readonly kwargs: Readonly<Record<string, Value>>
}): Readonly<Record<string, Value>> {
  const { toolName, callable, args, kwargs } = options
  const { parameters } = callable
  const callName = callable.name === null ? toolName : `${toolName}.${callable.name}`
  const names = parameters.map((parameter) => parameter.name)
  const fail = (what: string): never => {
    throw new CodeModeError({
      code: 'ARGUMENTS_INVALID',
      message: `${callName} ${what} Its signature: ${renderSignature(callable, toolName)}`,
      details: { tool: toolName, callable: callable.name },
    })
  }
  if (isArgumentsAsOne(args, kwargs, parameters))
    fail(`takes its arguments by name, not as one dictionary: write ${callName}(**arguments).`)
  if (args.length > names.length)
    fail(`takes ${names.length} ${names.length === 1 ? 'argument' : 'arguments'}, not ${args.length}.`)
  const bound: Record<string, Value> = {}
  const bind = (name: string, value: Value): void => {
    // Plain assignment to `__proto__` would set the prototype instead of a property.
    Object.defineProperty(bound, name, { value, enumerable: true, writable: true, configurable: true })
  }
  for (const [index, value] of args.entries()) bind(names[index] ?? '', value)
  for (const [name, value] of Object.entries(kwargs)) {
    if (!names.includes(name)) {
      const nearest = nearestName(name, names)
      fail(`has no parameter "${name}".${nearest === undefined ? '' : ` Did you mean "${nearest}"?`}`)
    }
    if (Object.hasOwn(bound, name)) fail(`got "${name}" twice: by position and by name.`)
    bind(name, value)
  }
  const missing = parameters
    .filter((parameter) => parameter.required && !Object.hasOwn(bound, parameter.name))
    .map((parameter) => `"${parameter.name}"`)
  if (missing.length > 0) fail(`needs ${missing.join(', ')}.`)
  return bound
}

/** `get({"url": …})` as in JavaScript: one dictionary whose keys are parameters, where no dictionary is due. */
function isArgumentsAsOne(
  args: readonly Value[],
  kwargs: Readonly<Record<string, Value>>,
  parameters: ToolCallable['parameters'],
): boolean {
  const [only, ...more] = args
  if (more.length > 0 || Object.keys(kwargs).length > 0) return false
  if (typeof only !== 'object' || only === null || Array.isArray(only)) return false
  if (only instanceof Uint8Array || only instanceof Map) return false
  const types = parameters[0]?.type.split('|').map((type) => type.trim()) ?? []
  if (types.includes('object') || types.includes('any')) return false
  const keys = Object.keys(only)
  return keys.length > 0 && keys.every((key) => parameters.some(({ name }) => name === key))
}
