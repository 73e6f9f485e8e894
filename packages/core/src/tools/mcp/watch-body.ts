import { FloodGate } from './flood-gate.ts'
import { MCP_MESSAGE_BYTES } from './message-limit.ts'

const NEWLINE = 0x0a
const EVENT_STREAM = 'text/event-stream'

/**
 * The same response, with a bound on the size of one message and on how fast events are read. Calls back when its body has ended, by whatever means,
 * and the rest of it cannot be asked for again.
 */
export function watchBody(response: Response, onEnd: () => void = () => {}): Response {
  const { body } = response
  // Other answers have no body, or one that is read into an error text.
  if (body === null || !response.ok || response.status === 202) return response
  const isStream = response.headers.get('content-type')?.includes(EVENT_STREAM) ?? false
  const reader = body.getReader()
  const gate = new FloodGate()
  let pending = 0
  let resumable = false
  const watched = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (done) {
          controller.close()
          if (!resumable) onEnd()
          return
        }
        if (isStream && hasEventId(value)) resumable = true
        if (isStream) {
          gate.count(eventCount(value))
          await gate.pass()
        }
        const line = isStream ? value.lastIndexOf(NEWLINE) : -1
        pending = line < 0 ? pending + value.length : value.length - line - 1
        if (pending > MCP_MESSAGE_BYTES)
          throw new Error(`The server sent a message of more than ${MCP_MESSAGE_BYTES / 1024 / 1024} MiB.`)
        controller.enqueue(value)
      } catch (error) {
        controller.error(error)
        void reader.cancel(error).catch(() => {})
        if (!resumable) onEnd()
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
  const { status, statusText, headers } = response
  return new Response(watched, { status, statusText, headers })
}

/** A stream whose events have ids is resumed by the client. */
function hasEventId(chunk: Uint8Array): boolean {
  const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  return text.includes('\nid:') || text.subarray(0, 3).toString('latin1') === 'id:'
}

/** About how many: an event has a line of its own and an empty one, at least. */
function eventCount(chunk: Uint8Array): number {
  let lines = 0
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1
  return lines / 2
}
