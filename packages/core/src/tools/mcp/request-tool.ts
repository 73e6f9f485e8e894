import type { JsonObject } from '../../kernel/json.ts'
import type { ToolCallContext } from '../tool.ts'
import { callFailure, isSessionGone, toolError } from './call-failure.ts'
import type { McpConnection } from './mcp-connection.ts'
import { readResult } from './mcp-value.ts'
import type { McpResult } from './mcp-value.ts'

/**
 * One call over one connection.
 *
 * @throws CodeModeError `TOOL_FAILED`, `TOOL_TIMEOUT`, `TOOL_SERVER_FAILED`; `context.signal.reason` when aborted; the
 *   SDK's own error where the server has forgotten the session and so has not run the call
 */
export async function requestTool(options: {
  readonly connection: McpConnection
  readonly server: string
  readonly tool: string
  readonly args: JsonObject
  readonly context: ToolCallContext
  readonly timeoutMs: number
  /** Whether a call that a forgotten session has refused is made once more. */
  readonly mayRepeat: boolean
}): Promise<McpResult> {
  const { connection, server, tool, args, context, timeoutMs, mayRepeat } = options
  const { signal, onProgress } = context
  const { ResultSchema } = await import('@modelcontextprotocol/sdk/types.js')
  const progress =
    onProgress === undefined
      ? {}
      : {
          onprogress: (update: {
            progress: number
            total?: number | undefined
            message?: string | undefined
          }) => onProgress(update.message ?? progressText(update)),
        }
  try {
    const result = await connection.client.request(
      { method: 'tools/call', params: { name: tool, arguments: args } },
      ResultSchema,
      { signal, timeout: timeoutMs, ...progress },
    )
    const read = readResult(result)
    if (result['isError'] === true) throw toolError(`${server}.${tool}`, read, connection.redact)
    return read
  } catch (error) {
    signal.throwIfAborted()
    if (mayRepeat && isSessionGone(error)) throw error
    throw callFailure({ error, server, tool, timeoutMs, connection })
  }
}

function progressText({
  progress,
  total,
}: {
  readonly progress: number
  readonly total?: number | undefined
}): string {
  return total === undefined ? `${progress}` : `${progress} of ${total}`
}
