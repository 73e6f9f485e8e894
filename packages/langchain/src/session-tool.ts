import { callModelTool } from '@code-mode/core'
import type { JsonObject, ModelTool, SessionApi } from '@code-mode/core'
import type { CallbackManagerForToolRun } from '@langchain/core/callbacks/manager'
import { ToolMessage } from '@langchain/core/messages'
import type { MessageContent } from '@langchain/core/messages'
import { StructuredTool, ToolInputParsingException } from '@langchain/core/tools'
import type { StructuredToolCallInput, ToolReturnType, ToolRunnableConfig } from '@langchain/core/tools'
import type { JSONSchema } from '@langchain/core/utils/json_schema'
import { RunEvents } from './run-events.ts'

/** What the model reads, and the typed result. A failure is a message, because only that can say so. */
type Output = [content: MessageContent | ToolMessage, artifact: JsonObject | undefined]

/** A model tool as LangChain calls it; `choose` gives the session of each call. */
export class SessionTool extends StructuredTool<JSONSchema, unknown, unknown, Output> {
  readonly name: string
  readonly description: string
  readonly schema: JSONSchema
  readonly #tool: ModelTool
  readonly #choose: (config: ToolRunnableConfig) => SessionApi | Promise<SessionApi>

  constructor(tool: ModelTool, choose: (config: ToolRunnableConfig) => SessionApi | Promise<SessionApi>) {
    super({ responseFormat: 'content_and_artifact' })
    this.name = tool.name
    this.description = tool.description
    this.schema = tool.inputSchema as JSONSchema
    this.#tool = tool
    this.#choose = choose
  }

  /** LangChain refuses wrong input without saying what is wrong, in an error; the model tool says it to the model. */
  override async call<
    Input extends StructuredToolCallInput<JSONSchema, unknown>,
    Config extends ToolRunnableConfig | undefined,
  >(input: Input, config?: Config): Promise<ToolReturnType<Input, Config, Output>> {
    try {
      return await super.call(input, config)
    } catch (error) {
      if (!(error instanceof ToolInputParsingException)) throw error
      const [content] = await this._call(input, undefined, config)
      return content as ToolReturnType<Input, Config, Output>
    }
  }

  protected override async _call(
    input: unknown,
    runManager?: CallbackManagerForToolRun,
    config: ToolRunnableConfig = {},
  ): Promise<Output> {
    const { signal, toolCall } = config
    const events = new RunEvents({ tool: this.name, toolCallId: toolCall?.id, runManager, config })
    const answer = await callModelTool(this.#tool, await this.#choose(config), input, {
      ...(signal === undefined ? {} : { signal }),
      ...(events.wanted ? { onEvent: events.send } : {}),
    })
    await events.sent
    const { structured: artifact } = answer
    const [first, ...rest] = answer.content
    // Not every provider takes a list where a text would do.
    const content =
      first?.type === 'text' && rest.length === 0 ? first.text : answer.content.map((part) => ({ ...part }))
    if (!answer.isError) return [content, artifact]
    const fields = {
      content,
      artifact,
      status: 'error',
      tool_call_id: toolCall?.id ?? '',
      name: this.name,
    } as const
    return [new ToolMessage(fields), artifact]
  }
}
