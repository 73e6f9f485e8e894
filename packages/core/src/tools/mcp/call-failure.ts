import { CodeModeError } from '../../errors/code-mode-error.ts'
import { httpStatus } from './describe-failure.ts'
import type { McpConnection } from './mcp-connection.ts'
import { contentText } from './mcp-value.ts'
import type { McpResult } from './mcp-value.ts'

/** Codes of JSON-RPC and of the SDK. */
const REQUEST_TIMEOUT = -32_001
const CONNECTION_CLOSED = -32_000

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}

/**
 * True when an HTTP server no longer knows the session; a call it refused for that has not run. The protocol says 404;
 * many servers say 400 and name the session.
 */
export function isSessionGone(error: unknown): boolean {
  const status = httpStatus(error)
  return status === 404 || (status === 400 && /session|not initialized/i.test((error as Error).message))
}

/** True when nothing was sent, because there was nobody to connect to. */
function isUnreached(error: unknown): boolean {
  return error instanceof Error && ['ECONNREFUSED', 'ENOTFOUND'].includes(String(codeOf(error.cause)))
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
      message: connection.redact(`${callName}: ${error.message}`),
      details: { rpcCode: code },
      cause: error,
    })
  }
  const details = { tool: callName }
  const reason = connection.describe(error)
  const status = httpStatus(error)
  if (isUnreached(error) || (status !== undefined && status < 500)) {
    return new CodeModeError({
      code: 'TOOL_SERVER_FAILED',
      message: `The tool server "${server}" did not take the call of ${callName}, which has not run: ${reason}`,
      details,
      cause: error,
    })
  }
  return new CodeModeError({
    code: 'TOOL_SERVER_FAILED',
    message: `The tool server "${server}" failed while ${callName} was under way, so the call may have taken effect: ${reason}`,
    hint: 'Check what the call has done before you repeat it. The next call starts or reaches the server again.',
    details,
    cause: error,
  })
}

/** A server that started, but whose tools could not be read. */
export function listFailure(server: string, reason: string, cause: unknown): CodeModeError {
  return new CodeModeError({
    code: 'TOOL_SERVER_FAILED',
    message: `The tool server "${server}" started, but did not list its tools: ${reason}`,
    cause,
  })
}

/** The tool's own error, in its own words. */
export function toolError(
  callName: string,
  result: McpResult,
  redact: (text: string) => string,
): CodeModeError {
  const text = redact(contentText(result.content))
  return new CodeModeError({
    code: 'TOOL_FAILED',
    message: text === '' ? `${callName} failed and gave no reason.` : text,
    details: { tool: callName },
  })
}
