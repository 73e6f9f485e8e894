import { CodeModeError } from '../errors/code-mode-error.ts'
import {
  asCodeModeError,
  failurePayload,
  runEnded,
  tooLarge,
  tooManyAnswers,
  tooManyWorking,
} from './call-failures.ts'
import type { CallArguments, CallHandler, CallReply, GuestCall } from './guest-call.ts'
import type { Body } from './wire/body.ts'
import type { GuestMessage } from './wire/messages.ts'
import { ByteBudget } from './wire/byte-budget.ts'
import { decodePayload, encodePayload } from './wire/payload.ts'
import type { WireConnection } from './wire/wire-connection.ts'
import {
  CALLS_IN_FLIGHT,
  MAX_PAYLOAD_BYTES,
  MAX_WAITING_ANSWER_BYTES,
  MAX_WORKING_CALLS,
} from './wire/wire-limits.ts'
import { WireViolation } from './wire/wire-violation.ts'

type CallMessage = Extract<GuestMessage, { type: 'call' }>

interface OpenCall {
  readonly run: string
  readonly body: Body
  readonly controller: AbortController
}

/**
 * The calls of one guest that are not answered yet. Every call gets exactly one answer.
 *
 * A guest cannot make the host hold more than this by not reading or by cancelling: answers that the system has not
 * taken count beside the calls under way, and so do handlers that go on after their call was cancelled.
 */
export class CallTable {
  readonly #connection: WireConnection
  readonly #handler: CallHandler
  readonly #open = new Map<number, OpenCall>()
  readonly #answerBytes = new ByteBudget(MAX_WAITING_ANSWER_BYTES)
  #last = 0
  /** Handlers that have not come back. */
  #working = 0
  /** Answers that the system has not taken. */
  #unsent = 0

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
    // Twice, because an honest guest may have read an answer before the system reports its batch as taken.
    if (this.#open.size + this.#unsent >= 2 * CALLS_IN_FLIGHT)
      throw new WireViolation(`The guest does not read: ${this.#unsent} answers wait for it.`)
    const controller = new AbortController()
    this.#open.set(message.call, { run: message.run, body, controller })
    if (runId === undefined) this.#refuse(message.call, body, runEnded())
    else if (this.#working >= MAX_WORKING_CALLS) this.#refuse(message.call, body, tooManyWorking())
    else void this.#work(guestCall(message, body, runId, controller.signal), body)
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

  async #work(call: GuestCall, body: Body): Promise<void> {
    this.#working += 1
    try {
      this.#answer(call.callId, await this.#handler(call))
    } catch (error) {
      if (error instanceof WireViolation) this.#connection.end(error)
      else this.#fail(call.callId, asCodeModeError(error))
    } finally {
      this.#working -= 1
      body.discard()
    }
  }

  #abort(callId: number, reason: CodeModeError): void {
    const call = this.#open.get(callId)
    if (call === undefined) return
    this.#fail(callId, reason)
    call.body.abort(reason)
    call.controller.abort(reason)
  }

  #answer(callId: number, reply: CallReply): void {
    if (!this.#open.has(callId)) return
    const payload = encodePayload(reply.value)
    if (payload.byteLength > MAX_PAYLOAD_BYTES) throw tooLarge(payload.byteLength)
    const { attachment } = reply
    const bytes = payload.byteLength + (attachment instanceof Uint8Array ? attachment.byteLength : 0)
    if (!this.#answerBytes.take(bytes)) throw tooManyAnswers()
    this.#open.delete(callId)
    this.#unsent += 1
    this.#connection.send({ type: 'return', call: callId, ok: true }, payload, {
      ...(attachment === undefined ? {} : { attachment, failure: failurePayload }),
      onSent: () => {
        this.#unsent -= 1
        this.#answerBytes.release(bytes)
      },
    })
  }

  #refuse(callId: number, body: Body, error: CodeModeError): void {
    body.discard()
    this.#fail(callId, error)
  }

  #fail(callId: number, error: CodeModeError): void {
    if (!this.#open.delete(callId)) return
    this.#unsent += 1
    this.#connection.send({ type: 'return', call: callId, ok: false }, failurePayload(error), {
      onSent: () => {
        this.#unsent -= 1
      },
    })
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
