import { CodeModeError } from '../errors/code-mode-error.ts'
import {
  type CallArguments,
  type CallHandler,
  type CallReply,
  type GuestCall,
  wireError,
} from './guest-call.ts'
import type { Body } from './wire/body.ts'
import type { GuestMessage } from './wire/messages.ts'
import { decodePayload, encodePayload } from './wire/payload.ts'
import type { WireConnection } from './wire/wire-connection.ts'
import { CALLS_IN_FLIGHT, MAX_PAYLOAD_BYTES } from './wire/wire-limits.ts'
import { WireViolation } from './wire/wire-violation.ts'

type CallMessage = Extract<GuestMessage, { type: 'call' }>

interface OpenCall {
  readonly run: string
  readonly controller: AbortController
}

/** The calls of one guest that are not answered yet. Every call gets exactly one answer. */
export class CallTable {
  readonly #connection: WireConnection
  readonly #handler: CallHandler
  readonly #open = new Map<number, OpenCall>()
  #last = 0

  constructor(options: { readonly connection: WireConnection; readonly handler: CallHandler }) {
    this.#connection = options.connection
    this.#handler = options.handler
  }

  /**
   * Takes a call of an active run (`runId` given) or of one that ended (undefined).
   * @throws WireViolation for an id out of order or too many calls at once.
   */
  take(message: CallMessage, body: Body, runId: string | undefined): void {
    if (message.call <= this.#last) throw new WireViolation('A call id was used twice.')
    this.#last = message.call
    if (this.#open.size >= CALLS_IN_FLIGHT)
      throw new WireViolation(`More than ${CALLS_IN_FLIGHT} calls are unanswered.`)
    const controller = new AbortController()
    this.#open.set(message.call, { run: message.run, controller })
    if (runId === undefined) {
      body.discard()
      this.#fail(message.call, runEnded())
      return
    }
    const call = guestCall(message, body, runId, controller.signal)
    this.#handler(call).then(
      (reply) => this.#answer(message.call, reply, body),
      (error: unknown) => {
        body.discard()
        if (error instanceof WireViolation) this.#connection.end(error)
        else this.#fail(message.call, CodeModeError.isInstance(error) ? error : internal(error))
      },
    )
  }

  /** The program no longer waits. @throws WireViolation when the call was never made. */
  cancel(callId: number): void {
    if (callId > this.#last) throw new WireViolation('A call that was never made was cancelled.')
    this.#abort(
      callId,
      new CodeModeError({ code: 'CANCELLED', message: 'The call was cancelled by the program.' }),
    )
  }

  /** Cancels what a run still has under way, and answers it. */
  abortRun(run: string, reason: CodeModeError = runEnded()): void {
    for (const [callId, call] of this.#open) if (call.run === run) this.#abort(callId, reason)
  }

  /** The guest is gone: nobody waits any more. */
  abortAll(): void {
    const gone = new CodeModeError({ code: 'GUEST_CRASHED', message: 'The guest is gone.' })
    for (const call of this.#open.values()) call.controller.abort(gone)
    this.#open.clear()
  }

  #abort(callId: number, reason: CodeModeError): void {
    const call = this.#open.get(callId)
    if (call === undefined) return
    this.#fail(callId, reason)
    call.controller.abort(reason)
  }

  #answer(callId: number, reply: CallReply, body: Body): void {
    body.discard()
    if (!this.#open.has(callId)) return
    let payload: Buffer
    try {
      payload = encodePayload(reply.value)
      if (payload.byteLength > MAX_PAYLOAD_BYTES) throw tooLarge(payload.byteLength)
    } catch (error) {
      this.#fail(callId, CodeModeError.isInstance(error) ? error : internal(error))
      return
    }
    this.#open.delete(callId)
    this.#connection.send({ type: 'return', call: callId, ok: true }, payload, reply.attachment)
  }

  #fail(callId: number, error: CodeModeError): void {
    if (!this.#open.delete(callId)) return
    this.#connection.send({ type: 'return', call: callId, ok: false }, encodePayload(wireError(error)))
  }
}

function guestCall(message: CallMessage, body: Body, runId: string, signal: AbortSignal): GuestCall {
  return {
    callId: message.call,
    runId,
    namespace: message.namespace,
    method: message.method,
    site: message.site,
    occurrence: message.occurrence,
    signal,
    arguments: async () => checkArguments(decodePayload(await body.payload(MAX_PAYLOAD_BYTES)).value),
    attachment: () => body.attachment(),
  }
}

function checkArguments(value: unknown): CallArguments {
  if (typeof value === 'object' && value !== null && !(value instanceof Map)) {
    const { args, kwargs } = value as { args?: unknown; kwargs?: unknown }
    const isRecord =
      typeof kwargs === 'object' && kwargs !== null && !Array.isArray(kwargs) && !(kwargs instanceof Map)
    if (Array.isArray(args) && isRecord) return { args, kwargs } as unknown as CallArguments
  }
  throw new WireViolation('The arguments of a call are malformed.')
}

function runEnded(): CodeModeError {
  return new CodeModeError({
    code: 'RUN_ENDED',
    message: 'The run that made this call has ended.',
    hint: 'Wait for threads and tasks before the program ends; a later run cannot call for them.',
  })
}

function tooLarge(bytes: number): CodeModeError {
  return new CodeModeError({
    code: 'LIMIT_EXCEEDED',
    message: `The answer has ${bytes} bytes; the limit is ${MAX_PAYLOAD_BYTES} bytes.`,
  })
}

function internal(error: unknown): CodeModeError {
  const message = error instanceof Error ? error.message : String(error)
  return new CodeModeError({ code: 'INTERNAL', message, cause: error })
}
