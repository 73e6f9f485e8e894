import { callModelTool, contentText } from '@code-mode/core'
import type { JsonObject, ModelContent, ModelTool, SessionApi } from '@code-mode/core'
import type { CallbackManagerForToolRun } from '@langchain/core/callbacks/manager'
import { ToolMessage } from '@langchain/core/messages'
import type { MessageContent } from '@langchain/core/messages'
import { StructuredTool, ToolInputParsingException } from '@langchain/core/tools'
import type { StructuredToolCallInput, ToolReturnType, ToolRunnableConfig } from '@langchain/core/tools'
import type { JSONSchema } from '@langchain/core/utils/json_schema'
import { RunEvents } from './run-events.ts'

/** What the model reads, and the typed result. A failure is a message, because only that can say so. */
type Output = [content: MessageContent | ToolMessage, artifact: JsonObject | undefined]

export interface SessionToolOptions {
  readonly tool: ModelTool
  /** Gives the session of each call. */
  readonly choose: (config: ToolRunnableConfig) => SessionApi | Promise<SessionApi>
  readonly images: boolean
}

/** A model tool as LangChain calls it. */
export class SessionTool extends StructuredTool<JSONSchema, unknown, unknown, Output> {
  readonly name: string
  readonly description: string
  readonly schema: JSONSchema
  readonly #options: SessionToolOptions

  constructor(options: SessionToolOptions) {
    super({ responseFormat: 'content_and_artifact' })
    this.name = options.tool.name
    this.description = options.tool.description
    this.schema = options.tool.inputSchema as JSONSchema
    this.#options = options
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
    const { tool, choose, images } = this.#options
    const events = new RunEvents({ tool: this.name, toolCallId: toolCall?.id, runManager, config })
    const answer = await callModelTool(tool, () => choose(config), input, {
      ...(signal === undefined ? {} : { signal }),
      ...(events.wanted ? { onEvent: events.send } : {}),
    })
    await events.sent
    const { structured: artifact } = answer
    const content = messageContent(answer.content, images)
    if (!answer.isError) return [content, artifact]
    const fields = { content, artifact, tool_call_id: toolCall?.id ?? '', name: this.name }
    return [new ToolMessage({ ...fields, status: 'error' }), artifact]
  }
}

/** Not every provider takes a list where a text would do. */
function messageContent(content: readonly ModelContent[], images: boolean): MessageContent {
  const hasImage = content.some((part) => part.type === 'image')
  return images && hasImage ? content.map((part) => ({ ...part })) : contentText(content)
}
