import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { Value } from '../../kernel/wire/value.ts'
import { nameProblem } from '../identifier.ts'
import { schemaParameters } from '../schema-parameters.ts'
import type {
  ToolCallable,
  ToolCallContext,
  ToolProblem,
  ToolResult,
  ToolSource,
  ToolSourceState,
} from '../tool.ts'
import { withSignal } from '../with-signal.ts'
import type { HostFunction } from './host-function.ts'
import { plainValue } from './plain-value.ts'
import { jsonSchemaOf } from './schema-json.ts'
import { thrownMessage } from './thrown-message.ts'
import { validateInput } from './validate-input.ts'

const ORIGIN = 'host functions'

export interface FunctionToolsOptions<
  Inputs extends Readonly<Record<string, unknown>> = Readonly<Record<string, unknown>>,
> {
  /** Name of the tool, an identifier: `tools.<name>.<function>(...)`. */
  readonly name: string
  /** @defaultValue 'Functions of the application.' */
  readonly description?: string
  readonly tags?: readonly string[]
  /** By name, each an identifier. */
  readonly functions: { readonly [Name in keyof Inputs]: HostFunction<Inputs[Name]> }
}

/**
 * Functions of the application as a tool. What `execute` takes is inferred from the input schema.
 *
 * @throws TypeError when a name cannot be written in agent code
 */
export function functionTools<Inputs extends Readonly<Record<string, unknown>>>(
  options: FunctionToolsOptions<Inputs>,
): ToolSource {
  const { name } = options
  const functions: Readonly<Record<string, HostFunction>> = options.functions
  const problem = nameProblem(name, 'tool')
  if (problem !== undefined) throw new TypeError(`The tool name "${name}" ${problem}.`)
  for (const [key, value] of Object.entries(functions)) {
    const keyProblem = nameProblem(key, 'callable')
    if (keyProblem !== undefined) throw new TypeError(`${name}: the function name "${key}" ${keyProblem}.`)
    if (typeof value.execute !== 'function') throw new TypeError(`${name}.${key} has no execute function.`)
    // Applications written in JavaScript are told at once, too.
    if (typeof value.inputSchema !== 'object') throw new TypeError(`${name}.${key} has no inputSchema.`)
  }
  let state: Promise<ToolSourceState> | undefined
  const close = async (): Promise<void> => {}
  return {
    load: () => (state ??= buildTool({ ...options, functions })),
    onChange: () => () => {},
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** A function whose schema cannot be used is a problem and hides no other. */
async function buildTool({
  name,
  description = 'Functions of the application.',
  tags = [],
  functions,
}: FunctionToolsOptions): Promise<ToolSourceState> {
  const problems: ToolProblem[] = []
  const callables = await Promise.all(
    Object.entries(functions).map(([key, value]) =>
      buildCallable(name, key, value).catch((error: unknown) => {
        problems.push({ origin: `${ORIGIN} ${name}.${key}`, message: thrownMessage(error) })
        return undefined
      }),
    ),
  )
  const usable = callables.filter((callable) => callable !== undefined)
  return { tools: [{ name, description, tags, origin: ORIGIN, callables: usable }], problems }
}

async function buildCallable(tool: string, name: string, hostFunction: HostFunction): Promise<ToolCallable> {
  const callName = `${tool}.${name}`
  const inputSchema = await jsonSchemaOf(hostFunction.inputSchema, 'input', callName)
  const outputSchema =
    hostFunction.outputSchema === undefined
      ? undefined
      : await jsonSchemaOf(hostFunction.outputSchema, 'output', callName)
  const { parameters, properties } = schemaParameters(inputSchema)
  return {
    name,
    description: hostFunction.description,
    parameters,
    inputSchema,
    ...(outputSchema === undefined ? {} : { outputSchema }),
    invoke: (args, context) => {
      const input = Object.fromEntries(
        Object.entries(args).map(([key, value]) => [properties.get(key) ?? key, value]),
      )
      return invoke(callName, hostFunction, input, context)
    },
  }
}

async function invoke(
  callName: string,
  hostFunction: HostFunction,
  args: Readonly<Record<string, Value>>,
  context: ToolCallContext,
): Promise<ToolResult> {
  const { signal } = context
  signal.throwIfAborted()
  const input = await withSignal(validateInput(callName, hostFunction.inputSchema, args), signal)
  try {
    // A function that ignores the signal is not waited for once nobody wants its result.
    const result = await withSignal(
      Promise.resolve().then(() => hostFunction.execute(input as never, context)),
      signal,
    )
    return { value: plainValue(result, `The result of ${callName}`) }
  } catch (error) {
    signal.throwIfAborted()
    if (CodeModeError.isInstance(error)) throw error
    throw new CodeModeError({
      code: 'TOOL_FAILED',
      message: thrownMessage(error),
      details: { tool: callName },
      cause: error,
    })
  }
}
