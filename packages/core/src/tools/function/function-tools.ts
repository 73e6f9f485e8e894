import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { Value } from '../../kernel/wire/value.ts'
import { givenArguments } from '../given-arguments.ts'
import { nameProblem, toIdentifiers } from '../identifier.ts'
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
import type { FunctionSchema, HostFunction } from './host-function.ts'
import { plainValue } from './plain-value.ts'
import { jsonSchemaOf, madeSchema } from './schema-json.ts'
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
  /**
   * True for functions that were not written for agent code: one whose name agent code cannot write gets the nearest
   * identifier and stays reachable by its own name, and a result that is no plain data goes as `JSON.stringify` says it.
   *
   * @defaultValue false
   */
  readonly foreign?: boolean
}

/**
 * Functions of the application as a tool. What `execute` takes is inferred from the input schema.
 *
 * @throws TypeError when a name cannot be written in agent code
 */
export function functionTools<Inputs extends Readonly<Record<string, unknown>>>(
  options: FunctionToolsOptions<Inputs>,
): ToolSource {
  const { name, foreign = false } = options
  const functions: Readonly<Record<string, HostFunction>> = options.functions
  const problem = nameProblem(name, 'tool')
  if (problem !== undefined) throw new TypeError(`The tool name "${name}" ${problem}.`)
  for (const [key, value] of Object.entries(functions)) {
    const keyProblem = nameProblem(key, 'callable')
    if (keyProblem !== undefined && !foreign)
      throw new TypeError(`${name}: the function name "${key}" ${keyProblem}.`)
    if (typeof value.execute !== 'function') throw new TypeError(`${name}.${key} has no execute function.`)
    // Applications written in JavaScript are told at once, too.
    if (!['object', 'function'].includes(typeof value.inputSchema))
      throw new TypeError(`${name}.${key} has no inputSchema.`)
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
  foreign = false,
}: FunctionToolsOptions): Promise<ToolSourceState> {
  const problems: ToolProblem[] = []
  const names = toIdentifiers(Object.keys(functions), 'callable')
  const callables = await Promise.all(
    Object.entries(functions).map(([key, value], index) =>
      buildCallable({ tool: name, name: names[index] ?? key, key, value, foreign }).catch(
        (error: unknown) => {
          problems.push({ origin: `${ORIGIN} ${name}.${key}`, message: thrownMessage(error) })
          return undefined
        },
      ),
    ),
  )
  const usable = callables.filter((callable) => callable !== undefined)
  return { tools: [{ name, description, tags, origin: ORIGIN, callables: usable }], problems }
}

async function buildCallable(options: {
  readonly tool: string
  readonly name: string
  /** The name that its maker gave it. */
  readonly key: string
  readonly value: HostFunction
  readonly foreign: boolean
}): Promise<ToolCallable> {
  const { name, key, value: hostFunction, foreign } = options
  const callName = `${options.tool}.${name}`
  const schema = await madeSchema(hostFunction.inputSchema)
  const inputSchema = await jsonSchemaOf(schema, 'input', callName)
  const outputSchema =
    hostFunction.outputSchema === undefined
      ? undefined
      : await jsonSchemaOf(await madeSchema(hostFunction.outputSchema), 'output', callName)
  const { parameters, properties } = schemaParameters(inputSchema)
  return {
    name,
    ...(name === key ? {} : { originalName: key }),
    description: hostFunction.description,
    parameters,
    inputSchema,
    ...(outputSchema === undefined ? {} : { outputSchema }),
    invoke: (args, context) => {
      const input = Object.fromEntries(
        givenArguments(args, parameters).map(([parameter, value]) => [
          properties.get(parameter) ?? parameter,
          value,
        ]),
      )
      return invoke({ callName, hostFunction, schema, input, context, foreign })
    },
  }
}

async function invoke(options: {
  readonly callName: string
  readonly hostFunction: HostFunction
  readonly schema: FunctionSchema
  readonly input: Readonly<Record<string, Value>>
  readonly context: ToolCallContext
  readonly foreign: boolean
}): Promise<ToolResult> {
  const { callName, hostFunction, context, foreign } = options
  const { signal } = context
  signal.throwIfAborted()
  const input = await withSignal(validateInput(callName, options.schema, options.input), signal)
  try {
    // A function that ignores the signal is not waited for once nobody wants its result.
    const result = await withSignal(
      Promise.resolve().then(() => hostFunction.execute(input as never, context)),
      signal,
    )
    return { value: plainValue(result, { where: `The result of ${callName}`, foreign }) }
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
