import type { JsonObject } from '../kernel/json.ts'
import type { ModelContent } from '../session/model-content.ts'
import type { SessionApi } from '../session/session-api.ts'
import type { SessionEventListener } from '../session/session-event.ts'
import type { JsonSchema } from '../tools/tool.ts'

/** What a client may tell its user, and when it need not ask. */
export interface ModelToolHints {
  readonly readOnly: boolean
  /** May delete or overwrite what exists. */
  readonly destructive: boolean
  /** Calling it twice does what calling it once does. */
  readonly idempotent: boolean
  /** Reaches beyond the session's own storage: the network, other programs. */
  readonly openWorld: boolean
}

export interface ModelToolOptions {
  readonly signal?: AbortSignal
  /** Told of the events of this call. */
  readonly onEvent?: SessionEventListener
}

/**
 * A tool that a model may call, for every framework the same. `Output` is what `invoke` gives; pass it to `render` for
 * what the model reads, to `structure` for plain data that fits `outputSchema`, and to `isError`.
 */
export interface ModelTool<Output = unknown> {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly inputSchema: JsonSchema
  readonly outputSchema: JsonSchema
  readonly hints: ModelToolHints
  /**
   * Checks the input and does the work.
   *
   * @throws CodeModeError `ARGUMENTS_INVALID` when the input does not fit `inputSchema`, and what the session throws.
   */
  invoke(session: SessionApi, input: unknown, options?: ModelToolOptions): Promise<Output>
  render(output: Output): readonly ModelContent[]
  structure(output: Output): JsonObject
  isError(output: Output): boolean
}
