import type { ModelToolOptions, SessionEvent } from '@code-mode/core'
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js'
import type { ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js'

/** What `McpServer` hands to a tool's callback. */
export type RequestExtra = RequestHandlerExtra<ServerRequest, ServerNotification>

/** A listener that sends what happens in a run as progress, when the client asked for it. */
export function progressListener(extra: RequestExtra): Pick<ModelToolOptions, 'onEvent'> {
  const progressToken = extra._meta?.progressToken
  if (progressToken === undefined) return {}
  let progress = 0
  return {
    onEvent: (event) => {
      const message = progressMessage(event)
      if (message === undefined) return
      progress += 1
      // A client that left does not end the run by it; its transport's end does.
      extra
        .sendNotification({ method: 'notifications/progress', params: { progressToken, progress, message } })
        .catch(() => {})
    },
  }
}

function progressMessage(event: SessionEvent): string | undefined {
  switch (event.type) {
    case 'output':
      return event.text
    case 'call-progress':
    case 'deps-progress':
      return event.message
    default:
      return undefined
  }
}
