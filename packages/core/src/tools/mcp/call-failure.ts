import { CodeModeError } from '../../errors/code-mode-error.ts'
import { describeFailure } from './mcp-connection.ts'
import type { McpConnection } from './mcp-connection.ts'
import { contentText } from './mcp-value.ts'
import type { McpResult } from './mcp-value.ts'

/** Codes of JSON-RPC and of the SDK. */
const REQUEST_TIMEOUT = -32_001
const CONNECTION_CLOSED = -32_000

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}

/** True when an HTTP server no longer knows the session; a call it refused for that has not run. */
export function isSessionGone(error: unknown): boolean {
  return error instanceof Error && error.constructor.name === 'StreamableHTTPError' && codeOf(error) === 404
}

/** What went wrong with a call, in our own codes. */
export function callFailure(options: {
  readonly error: unknown
  readonly server: string
  readonly tool: string
  readonly timeoutMs: number
  readonly connection: McpConnection
}): unknown {
  const { error, server, tool, timeoutMs, connection } = options
  if (CodeModeError.isInstance(error)) return error
  const callName = `${server}.${tool}`
  const code = codeOf(error)
  if (code === REQUEST_TIMEOUT) {
    return new CodeModeError({
      code: 'TOOL_TIMEOUT',
      message: `${callName} did not answer within ${timeoutMs / 1000} s and was cancelled.`,
      hint: 'The definition of the tool sets the limit with `timeout`, in seconds.',
      details: { timeoutMs },
    })
  }
  // The server's own answer to the request: it lives.
  if (error instanceof Error && error.name === 'McpError' && code !== CONNECTION_CLOSED) {
    return new CodeModeError({
      code: 'TOOL_FAILED',
      message: `${callName}: ${error.message}`,
      details: { rpcCode: code },
      cause: error,
    })
  }
  const reason = [describeFailure(error), connection.failure()].filter((text) => text !== '').join('\n')
  return new CodeModeError({
    code: 'TOOL_SERVER_FAILED',
    message: `The tool server "${server}" failed while ${callName} was under way: ${reason}`,
    hint: 'The next call starts it again.',
    details: { tool: callName },
    cause: error,
  })
}

/** A server that started, but whose tools could not be read. */
export function listFailure(server: string, cause: unknown): CodeModeError {
  return new CodeModeError({
    code: 'TOOL_SERVER_FAILED',
    message: `The tool server "${server}" started, but did not list its tools: ${describeFailure(cause)}`,
    cause,
  })
}

/** The tool's own error, in its own words. */
export function toolError(callName: string, result: McpResult): CodeModeError {
  const text = contentText(result.content)
  return new CodeModeError({
    code: 'TOOL_FAILED',
    message: text === '' ? `${callName} failed and gave no reason.` : text,
    details: { tool: callName },
  })
}
