import { modelTools, streamModelTool } from '@code-mode/core'
import type { ModelTool, ModelToolAnswer, ModelToolName, ModelToolTypes, SessionApi } from '@code-mode/core'
import { jsonSchema } from 'ai'
import type { FlexibleSchema, Schema } from 'ai'
import { chooseSession } from './session-choice.ts'
import type { ExecuteOptions, SessionChoice } from './session-choice.ts'
import { toModelOutput } from './to-model-output.ts'
import type { ToolModelOutput } from './to-model-output.ts'

export type CodeModeToolsOptions<
  Name extends ModelToolName = ModelToolName,
  Context = unknown,
> = SessionChoice<Context> & {
  /** Names of the model tools to give. @defaultValue all of them */
  readonly include?: readonly Name[]
}

/** A model tool as a tool of the AI SDK, 6 or 7. Its output is plain data and holds what the model reads, too. */
export interface CodeModeTool<Input, Output, Context = unknown> {
  readonly title: string
  readonly description: string
  readonly inputSchema: Schema<Input>
  readonly contextSchema?: FlexibleSchema<Context>
  /** While a program prints, outputs that show what it printed so far come before the last one. */
  readonly execute: (input: Input, options: ExecuteOptions) => AsyncIterable<ModelToolAnswer<Output>>
  readonly toModelOutput: (options: { readonly output: ModelToolAnswer<Output> }) => ToolModelOutput
}

/** The model tools by name. `add_dep` and `remove_dep` are absent where agents may not change the packages. */
export type CodeModeToolSet<Name extends ModelToolName = ModelToolName, Context = unknown> = {
  readonly [Key in Name]: CodeModeTool<ModelToolTypes[Key]['input'], ModelToolTypes[Key]['output'], Context>
}

/**
 * A session as tools for `generateText`, `streamText` and agents. A program that fails reads as an error to the model
 * and is an ordinary, typed result to the application; aborting the generation stops the program and keeps the session.
 *
 * @throws TypeError when `include` has an unknown name, or neither `session` nor `sessionFor` is given.
 */
export async function codeModeTools<Name extends ModelToolName = ModelToolName, Context = unknown>(
  options: CodeModeToolsOptions<Name, Context>,
): Promise<CodeModeToolSet<Name, Context>> {
  const { session, sessionFor, include } = options
  if (session === undefined && typeof sessionFor !== 'function')
    throw new TypeError('codeModeTools needs session or sessionFor: codeModeTools({ session }).')
  const tools = await modelTools({
    ...(session === undefined ? {} : { session }),
    ...(include === undefined ? {} : { include }),
  })
  return Object.fromEntries(
    tools.map((tool) => [tool.name, aiSdkTool(tool, options)]),
  ) as unknown as CodeModeToolSet<Name, Context>
}

function aiSdkTool<Context>(
  tool: ModelTool,
  choice: SessionChoice<Context>,
): CodeModeTool<unknown, unknown, Context> {
  const { name, title, description, inputSchema } = tool
  const { contextSchema } = choice
  return {
    title,
    description,
    // Lets everything through: the model tool checks its input itself, and says what is right.
    inputSchema: jsonSchema<unknown>(inputSchema as Parameters<typeof jsonSchema>[0]),
    ...(contextSchema === undefined ? {} : { contextSchema }),
    async *execute(input, options) {
      const session = (): Promise<SessionApi> => chooseSession(choice, name, options)
      const { abortSignal: signal } = options
      yield* streamModelTool(tool, session, input, signal === undefined ? {} : { signal })
    },
    toModelOutput: ({ output }) => toModelOutput(output),
  }
}
