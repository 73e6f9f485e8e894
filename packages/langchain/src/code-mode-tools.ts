import { modelTools } from '@code-mode/core'
import type { ModelToolName, SessionApi } from '@code-mode/core'
import type { StructuredToolInterface, ToolRunnableConfig } from '@langchain/core/tools'
import { SessionTool } from './session-tool.ts'

/** One session for all calls, or one chosen for each call, for instance by `configurable.thread_id`. */
export type SessionChoice =
  | { readonly session: SessionApi; readonly sessionFor?: never }
  | {
      readonly sessionFor: (config: ToolRunnableConfig) => SessionApi | Promise<SessionApi>
      readonly session?: never
    }

export type CodeModeToolsOptions = SessionChoice & {
  /** Names of the model tools to give. @defaultValue all of them */
  readonly include?: readonly ModelToolName[]
  /**
   * Whether pictures go to the model. False for models whose tool messages carry text alone, as those of OpenAI's Chat
   * Completions: a picture is then a line that names its type. @defaultValue true
   */
  readonly images?: boolean
}

/**
 * The model tools as LangChain tools, for `createAgent`, `bindTools` and `ToolNode`. A call gives the text and pictures
 * that the model reads as content and the result as artifact; a failed program is a `ToolMessage` with status `error`.
 * The sessions stay the caller's to close.
 *
 * @throws TypeError when `include` has an unknown name.
 */
export async function codeModeTools(options: CodeModeToolsOptions): Promise<StructuredToolInterface[]> {
  const { session, sessionFor, include, images = true } = options
  const tools = await modelTools({
    ...(session === undefined ? {} : { session }),
    ...(include === undefined ? {} : { include }),
  })
  const choose = session === undefined ? sessionFor : () => session
  return tools.map((tool) => new SessionTool({ tool, choose, images }))
}
