import { randomUUID } from 'node:crypto'
import { functionTools } from '@code-mode/core'
import type { FunctionSchema, HostFunction, ToolProblem, ToolSource, ToolSourceState } from '@code-mode/core'
import { asSchema } from 'ai'
import type { FlexibleSchema, ToolSet } from 'ai'
import { checkedContext } from './checked-context.ts'
import { assertApproved } from './tool-approval.ts'
import type { ToolApproval } from './tool-approval.ts'

export interface FromAiSdkOptions<Tools extends ToolSet = ToolSet> {
  /** What agent code calls the set: `tools.<name>.<tool>(...)`. @defaultValue 'app' */
  readonly name?: string
  /** @defaultValue 'Functions of the application.' */
  readonly description?: string
  /** As for `generateText`. Approvals cannot be given here yet: a tool that may need one is refused when it is called. */
  readonly toolApproval?: ToolApproval<Tools>
  /** As for `generateText`: the context of each tool, by name. */
  readonly toolsContext?: { readonly [Name in keyof Tools]?: unknown }
}

/**
 * Any tool set of the AI SDK as tools for agent code. `execute` runs in this process, with its rights. A tool without
 * `execute` and one that a provider defines are left out and named by the session's `problems()`.
 *
 * @throws TypeError when `name` cannot be written in agent code, or `toolApproval` names no tool of the set.
 */
export function fromAiSdk<Tools extends ToolSet>(
  toolSet: Tools,
  options: FromAiSdkOptions<Tools> = {},
): ToolSource {
  const { name = 'app', description } = options
  const entries = Object.entries<ToolSet[string]>(toolSet)
  const refused = entries.flatMap(([key, tool]): readonly ToolProblem[] => {
    const message = refusal(key, tool)
    return message === undefined ? [] : [{ origin: `tool set ${name}`, message }]
  })
  const usable = entries.filter(([key, tool]) => refusal(key, tool) === undefined)
  const unknown = Object.keys(typeof options.toolApproval === 'object' ? options.toolApproval : {}).find(
    (key) => !Object.hasOwn(toolSet, key),
  )
  if (unknown !== undefined) throw new TypeError(`toolApproval: there is no tool "${unknown}" in the set.`)
  const source = functionTools({
    name,
    ...(description === undefined ? {} : { description }),
    functions: Object.fromEntries(usable.map(([key, tool]) => [key, hostFunction(key, tool, options)])),
    foreign: true,
  })
  let state: Promise<ToolSourceState> | undefined
  const load: ToolSource['load'] = (how) =>
    (state ??= source
      .load(how)
      .then(({ tools, problems }) => ({ tools, problems: [...refused, ...problems] })))
  return { ...source, load }
}

function refusal(key: string, tool: ToolSet[string]): string | undefined {
  if (tool.type === 'provider')
    return `The tool "${key}" is defined by a model's provider and works only when that model calls it. Give it to the model itself.`
  if (typeof tool.execute === 'function') return undefined
  return `The tool "${key}" has no execute function, so it cannot run on the host. Give it one, or give the tool to the model itself.`
}

function hostFunction<Tools extends ToolSet>(
  key: string,
  tool: ToolSet[string],
  { toolApproval, toolsContext = {} }: FromAiSdkOptions<Tools>,
): HostFunction {
  const { description, inputSchema, outputSchema, contextSchema } = tool
  const given = Object.hasOwn(toolsContext, key) ? toolsContext[key] : undefined
  return {
    description:
      (typeof description === 'function' ? description({ context: given as never }) : description) ?? '',
    inputSchema: () => functionSchema(inputSchema),
    ...(outputSchema === undefined ? {} : { outputSchema: () => functionSchema(outputSchema) }),
    async execute(input, { signal }) {
      assertApproved(key, tool, toolApproval)
      const context = await checkedContext(key, contextSchema, given)
      return await lastOf(
        tool.execute?.(input, {
          toolCallId: randomUUID(),
          messages: [],
          abortSignal: signal,
          context,
          // Where AI SDK 6 has it.
          ...{ experimental_context: context },
        }),
        signal,
      )
    },
  }
}

/** A schema of the AI SDK checks by itself, or is JSON Schema alone. */
async function functionSchema(flexible: FlexibleSchema): Promise<FunctionSchema> {
  const schema = asSchema(flexible)
  const json = (await schema.jsonSchema) as FunctionSchema & Readonly<Record<string, unknown>>
  if (schema.validate === undefined) return json
  return {
    '~standard': {
      version: 1,
      vendor: 'ai',
      validate: async (value) => {
        const result = await schema.validate?.(value)
        if (result === undefined || result.success) return { value: result?.value ?? value }
        return { issues: issuesOf(result.error) }
      },
      jsonSchema: { input: () => json, output: () => json },
    },
  }
}

/** The issues that the schema's library gave, each with its place. */
function issuesOf(error: Error): readonly { readonly message: string }[] {
  const { issues = error.cause } = error as { readonly issues?: unknown }
  return Array.isArray(issues)
    ? (issues as readonly { readonly message: string }[])
    : [{ message: error.message }]
}

/** A tool that gives several outputs means the last one. */
async function lastOf(output: unknown, signal: AbortSignal): Promise<unknown> {
  if (!isAsyncIterable(output)) return await output
  let last: unknown
  for await (const part of output) {
    signal.throwIfAborted()
    last = part
  }
  return last
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
