import type { Readable, Writable } from 'node:stream'
import { Body } from './body.ts'
import { Credit } from './credit.ts'
import { encodeFrame, FrameReader } from './framing.ts'
import { IncomingStream } from './incoming-stream.ts'
import { type GuestMessage, type HostMessage, parseGuestMessage } from './messages.ts'
import { CHUNK_BYTES, MAX_FRAME_BYTES } from './wire-limits.ts'
import { WireViolation } from './wire-violation.ts'

type Envelope = Exclude<GuestMessage, { type: 'chunk' | 'credit' }>
type Sent = Exclude<HostMessage, { type: 'chunk' | 'credit' }>

export interface WireConnectionOptions {
  readonly input: Writable
  readonly output: Readable
  /** Told of every message, in order. Throwing a WireViolation ends the connection. `bytes` is the frame's own body. */
  readonly onMessage: (message: Envelope, bytes: Uint8Array, body: () => Body) => void
  /** Told once, when nothing more will come; with the reason when a rule was broken. */
  readonly onEnd: (violation: WireViolation | undefined) => void
}

/** Host's end of one wire: frames, checks and streams. Knows nothing of runs and calls. */
export class WireConnection {
  readonly #options: WireConnectionOptions
  readonly #frames = new FrameReader()
  readonly #incoming = new Map<number, IncomingStream>()
  readonly #credits = new Map<number, Credit>()
  #lastIncoming = 0
  #lastOutgoing = 0
  #ended = false

  constructor(options: WireConnectionOptions) {
    this.#options = options
    options.output.on('data', (chunk: Buffer) => this.#receive(chunk))
    options.output.once('end', () => this.end())
    options.output.once('error', () => this.end())
    options.output.once('close', () => this.end())
    options.input.on('error', () => this.end())
  }

  /** Sends a message; a body that does not fit one frame, or that is still being made, goes as a stream. */
  send(message: Sent, body?: Uint8Array, attachment?: Uint8Array | AsyncIterable<Uint8Array>): void {
    if (this.#ended) return
    if (attachment === undefined) {
      if ((body?.byteLength ?? 0) <= CHUNK_BYTES) this.#write(message, body)
      else void this.#stream(message, [body as Uint8Array])
      return
    }
    const payload = body ?? new Uint8Array()
    const envelope = { ...message, payloadBytes: payload.byteLength }
    if (attachment instanceof Uint8Array && payload.byteLength + attachment.byteLength <= CHUNK_BYTES) {
      this.#write(envelope, Buffer.concat([payload, attachment]))
    } else {
      void this.#stream(
        envelope,
        attachment instanceof Uint8Array ? [payload, attachment] : prepend(payload, attachment),
      )
    }
  }

  end(violation?: WireViolation): void {
    if (this.#ended) return
    this.#ended = true
    const gone = new Error('The guest is gone.')
    for (const stream of this.#incoming.values()) stream.fail(gone)
    for (const credit of this.#credits.values()) credit.fail(gone)
    this.#options.onEnd(violation)
  }

  #receive(chunk: Buffer): void {
    if (this.#ended) return
    try {
      for (const frame of this.#frames.push(chunk)) {
        this.#dispatch(parseGuestMessage(frame.header), frame.body)
        if (this.#ended) return
      }
    } catch (error) {
      this.end(error instanceof WireViolation ? error : new WireViolation(String(error)))
    }
  }

  #dispatch(message: GuestMessage, bytes: Buffer): void {
    if (message.type === 'chunk') {
      const stream = this.#incoming.get(message.stream)
      if (stream === undefined) throw new WireViolation('A chunk belongs to no open stream.')
      if (message.last) this.#incoming.delete(message.stream)
      stream.push(Buffer.from(bytes), message.last)
    } else if (message.type === 'credit') {
      if (message.stream > this.#lastOutgoing)
        throw new WireViolation('Credit is for a stream that was never opened.')
      this.#credits.get(message.stream)?.grant(message.bytes)
    } else {
      const stream = 'stream' in message ? message.stream : undefined
      const incoming = stream === undefined ? undefined : this.#open(stream, bytes)
      const payloadBytes = 'payloadBytes' in message ? message.payloadBytes : undefined
      this.#options.onMessage(message, bytes, () =>
        incoming === undefined ? Body.of(bytes, payloadBytes) : new Body(incoming, payloadBytes),
      )
    }
  }

  #open(id: number, bytes: Buffer): IncomingStream {
    if (id <= this.#lastIncoming) throw new WireViolation('A stream id was used twice.')
    if (bytes.byteLength > 0) throw new WireViolation('A streamed message has a body of its own.')
    this.#lastIncoming = id
    const stream = new IncomingStream((granted) => {
      if (!this.#ended) this.#options.input.write(encodeFrame({ type: 'credit', stream: id, bytes: granted }))
    })
    this.#incoming.set(id, stream)
    return stream
  }

  #write(message: object, body?: Uint8Array): void {
    this.#options.input.write(encodeFrame(message, body))
  }

  async #stream(message: Sent, pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
    const id = (this.#lastOutgoing += 1)
    const credit = new Credit()
    this.#credits.set(id, credit)
    this.#write({ ...message, stream: id })
    try {
      for await (const piece of pieces) {
        for (let sent = 0; sent < piece.byteLength;) {
          const size = await credit.take(Math.min(CHUNK_BYTES, piece.byteLength - sent, MAX_FRAME_BYTES))
          this.#write({ type: 'chunk', stream: id, last: false }, piece.subarray(sent, sent + size))
          sent += size
        }
      }
      if (!this.#ended) this.#write({ type: 'chunk', stream: id, last: true })
    } catch (error) {
      // Half a body is out: the guest could not tell it from a whole one.
      this.end(
        this.#ended ? undefined : new WireViolation(`A body could not be sent whole: ${String(error)}`),
      )
    } finally {
      this.#credits.delete(id)
    }
  }
}

async function* prepend(
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield first
  yield* rest
}
