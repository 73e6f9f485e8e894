import { CodeModeError } from '../errors/code-mode-error.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { ModelContent } from '../session/model-content.ts'
import type { SessionApi } from '../session/session-api.ts'
import type { ModelTool, ModelToolOptions } from './model-tool.ts'

/** What a framework hands back to its model. Plain data. */
export interface ModelToolAnswer<Structured = JsonObject> {
  readonly content: readonly ModelContent[]
  /** Fits the tool's `outputSchema`. Absent when the tool could not do its work. */
  readonly structured?: Structured
  readonly isError: boolean
}

/** A session, or how to get it: that it cannot be had, for instance for want of room in a pool, is an answer, too. */
export type SessionOrChoice = SessionApi | (() => SessionApi | Promise<SessionApi>)

/**
 * Calls a model tool and gives what the model reads. Wrong input and a library that could not do its job are answers
 * with `isError`, because the model can do something about them; an abort rejects with the signal's reason.
 */
export async function callModelTool(
  tool: ModelTool,
  session: SessionOrChoice,
  input: unknown,
  options: ModelToolOptions = {},
): Promise<ModelToolAnswer> {
  try {
    const chosen = typeof session === 'function' ? await session() : session
    const output = await tool.invoke(chosen, input, options)
    return { content: tool.render(output), structured: tool.structure(output), isError: tool.isError(output) }
  } catch (error) {
    if (!CodeModeError.isInstance(error) || options.signal?.aborted === true) throw error
    return { content: [{ type: 'text', text: renderError(error) }], isError: true }
  }
}

/** How an error of the library reads to a model: `CODE: message hint`. */
export function renderError(error: CodeModeError): string {
  return `${error.code}: ${error.message}${error.hint === undefined ? '' : ` ${error.hint}`}`
}
