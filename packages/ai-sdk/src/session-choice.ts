import type { SessionApi } from '@code-mode/core'
import type { FlexibleSchema, ModelMessage } from 'ai'
import { checkedContext } from './checked-context.ts'

/** What the AI SDK tells of a call of a tool. AI SDK 7 has `context`, AI SDK 6 `experimental_context`. */
export interface ExecuteOptions {
  readonly toolCallId: string
  readonly messages: ModelMessage[]
  readonly abortSignal?: AbortSignal | undefined
  readonly context?: unknown
  readonly experimental_context?: unknown
}

/** A call of a model tool, to choose the session by. */
export interface SessionRequest<Context = unknown> {
  readonly toolCallId: string
  /** What was sent to the model before it called the tool. */
  readonly messages: ModelMessage[]
  readonly abortSignal?: AbortSignal | undefined
  /** The tool's entry in `toolsContext` of AI SDK 7; `experimental_context` of AI SDK 6. */
  readonly context: Context
}

/** One session for all calls, or one chosen for each call. The sessions stay the caller's to close. */
export type SessionChoice<Context = unknown> =
  | { readonly session: SessionApi; readonly sessionFor?: never; readonly contextSchema?: never }
  | {
      readonly sessionFor: (request: SessionRequest<Context>) => SessionApi | Promise<SessionApi>
      readonly session?: never
      /** What the context of a call must be. AI SDK 7 takes a `toolsContext` for tools that have one. */
      readonly contextSchema?: FlexibleSchema<Context>
    }

/** The session of one call. */
export async function chooseSession<Context>(
  choice: SessionChoice<Context>,
  tool: string,
  options: ExecuteOptions,
): Promise<SessionApi> {
  if (choice.session !== undefined) return choice.session
  const { toolCallId, messages, abortSignal } = options
  // AI SDK 7 has checked its context already.
  const context = (
    'context' in options
      ? options.context
      : await checkedContext(tool, choice.contextSchema, options.experimental_context)
  ) as Context
  return await choice.sessionFor({ toolCallId, messages, abortSignal, context })
}
