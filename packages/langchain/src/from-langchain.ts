import { functionTools } from '@code-mode/core'
import type { HostFunction, ToolSource } from '@code-mode/core'
import { ToolMessage, isDirectToolOutput } from '@langchain/core/messages'
import type { RunnableConfig } from '@langchain/core/runnables'
import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons'
import { hostSchema } from './host-schema.ts'

/**
 * What `tool()`, the classes of tools and `asTool()` of a runnable give, by its shape: their own types refuse one
 * another under strict settings.
 */
export interface LangChainTool {
  readonly name: string
  readonly description?: string | undefined
  /** Of zod 3 or 4, or JSON Schema. */
  readonly schema: object
  invoke(input: never, config?: RunnableConfig): Promise<unknown>
}

export interface FromLangChainOptions {
  /** What agent code calls them: `tools.<name>.<tool>(...)`. @defaultValue 'app' */
  readonly name?: string
  /** @defaultValue 'Functions of the application.' */
  readonly description?: string
  readonly tags?: readonly string[]
  /** What every call gets besides its signal: `configurable`, `callbacks`, … The config of the agent's run does not reach it. */
  readonly config?: Omit<RunnableConfig, 'signal'>
}

/**
 * LangChain tools as a tool source: agent code calls them as functions, and they run in the application. A call gives
 * the tool's content; its artifact stays on the host.
 *
 * @throws TypeError when two tools have the same name, or `name` cannot be written in agent code
 */
export function fromLangChain(
  tools: readonly LangChainTool[],
  { config, ...options }: FromLangChainOptions = {},
): ToolSource {
  const functions: Record<string, HostFunction> = {}
  for (const tool of tools) {
    if (Object.hasOwn(functions, tool.name)) throw new TypeError(`Two tools have the name "${tool.name}".`)
    functions[tool.name] = {
      description: tool.description ?? '',
      // Made when it is needed: one that cannot be shown is a problem of its tool alone.
      inputSchema: () => hostSchema(tool.schema),
      execute: async (input, { signal }) =>
        toolValue(await outsideOfRuns(() => tool.invoke(input as never, { ...config, signal }))),
    }
  }
  return functionTools({ name: 'app', ...options, functions, foreign: true })
}

/**
 * The call would otherwise take over the config of the LangChain run that the program is part of: its callbacks, its
 * tool call, and its thread. What a tool gets is the `config` of {@link FromLangChainOptions}.
 */
async function outsideOfRuns<Result>(call: () => Promise<Result>): Promise<Result> {
  return await AsyncLocalStorageProviderSingleton.getInstance().run(undefined, call)
}

/** A single text stands for itself; what only a graph could follow is refused. */
function toolValue(output: unknown): unknown {
  if (ToolMessage.isInstance(output)) {
    if (output.status === 'error') throw new Error(output.text)
    return toolValue(output.content)
  }
  if (isDirectToolOutput(output))
    throw new Error('The tool gave a command for a graph, which a program cannot follow.')
  if (!Array.isArray(output) || output.length !== 1) return output
  const [part] = output as readonly unknown[]
  const isText =
    typeof part === 'object' && part !== null && 'type' in part && part.type === 'text' && 'text' in part
  return isText ? part.text : output
}
