import { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import { CodeModeError } from '../../errors/code-mode-error.ts'
import { Body } from './body.ts'
import { ByteBudget } from './byte-budget.ts'
import { encodeFrame, FrameReader } from './framing.ts'
import { IncomingStream } from './incoming-stream.ts'
import { type GuestMessage, type HostMessage, parseGuestMessage } from './messages.ts'
import { OutgoingStreams } from './outgoing-streams.ts'
import { CHUNK_BYTES, FRAMES_PER_TURN, MAX_ARGUMENT_BYTES, MAX_OPEN_STREAMS } from './wire-limits.ts'
import { WireViolation } from './wire-violation.ts'
import { WireWriter } from './wire-writer.ts'

export type Envelope = Exclude<GuestMessage, { type: 'chunk' | 'credit' }>
type Sent = Exclude<HostMessage, { type: 'chunk' | 'credit' }>

export interface WireConnectionOptions {
  readonly input: Writable
  readonly output: Readable
  /** Told of every message, in order. Throwing a WireViolation ends the connection. `bytes` is the frame's own body. */
  readonly onMessage: (message: Envelope, bytes: Uint8Array, body: () => Body) => void
  /** Told once, when nothing more will come; with the reason when a rule was broken. */
  readonly onEnd: (violation: WireViolation | undefined) => void
}

export interface SendOptions {
  readonly attachment?: Uint8Array | AsyncIterable<Uint8Array>
  /** The payload that stands for the message when its attachment fails half-way. */
  readonly failure?: (error: unknown) => Uint8Array
  /** Told once the system has all of the message, or nobody ever will. */
  readonly onSent?: () => void
}

/** Host's end of one wire: frames, checks and streams. Knows nothing of runs and calls. */
export class WireConnection {
  readonly #options: WireConnectionOptions
  readonly #frames = new FrameReader()
  readonly #writer: WireWriter
  readonly #incoming = new Map<number, IncomingStream>()
  readonly #outgoing: OutgoingStreams
  readonly #arguments = new ByteBudget(MAX_ARGUMENT_BYTES)
  #lastIncoming = 0
  #ended = false

  constructor(options: WireConnectionOptions) {
    this.#options = options
    this.#writer = new WireWriter(options.input, (violation) => this.end(violation))
    this.#outgoing = new OutgoingStreams(this.#writer)
    options.output.on('data', (chunk: Buffer) => this.#receive(chunk))
    options.output.once('end', () => this.end())
    options.output.once('error', () => this.end())
    options.output.once('close', () => this.end())
    options.input.on('error', () => this.end())
  }

  /** Sends a message; a body that does not fit one frame, or that is still being made, goes as a stream. */
  send(message: Sent, body: Uint8Array = NOTHING, options: SendOptions = {}): void {
    const { attachment, onSent } = options
    if (this.#ended) onSent?.()
    else if (attachment === undefined) {
      if (body.byteLength <= CHUNK_BYTES) this.#writer.write(encodeFrame(message, body), onSent)
      else this.#stream(message, [body], options)
    } else {
      const envelope = { ...message, payloadBytes: body.byteLength }
      if (!(attachment instanceof Uint8Array)) this.#stream(envelope, prepend(body, attachment), options)
      else if (body.byteLength + attachment.byteLength > CHUNK_BYTES)
        this.#stream(envelope, [body, attachment], options)
      else this.#writer.write(encodeFrame(envelope, Buffer.concat([body, attachment])), onSent)
    }
  }

  end(violation?: WireViolation): void {
    if (this.#ended) return
    this.#ended = true
    const gone = new Error('The guest is gone.')
    for (const stream of this.#incoming.values()) stream.fail(gone)
    this.#outgoing.fail(gone)
    this.#writer.end()
    this.#options.onEnd(violation)
  }

  #receive(chunk: Buffer): void {
    if (this.#ended) return
    try {
      const frames = this.#frames.push(chunk)
      if (this.#frames.copied) this.#free(chunk)
      if (frames.length > FRAMES_PER_TURN) this.#yield()
      for (const frame of frames) {
        this.#dispatch(parseGuestMessage(frame.header), frame.body)
        if (this.#ended) return
      }
      this.#frames.check()
    } catch (error) {
      this.end(error instanceof WireViolation ? error : new WireViolation(String(error)))
    }
  }

  /**
   * What was copied into a longer frame is let go at once: left to the collector, the memory of a large body alone has it
   * run again and again. Only a socket's, which nobody else listens to: others may hold what they give.
   */
  #free(chunk: Buffer): void {
    const { output } = this.#options
    if (chunk.byteLength < FREE_BYTES || !(output instanceof Socket) || output.listenerCount('data') > 1)
      return
    const memory = chunk.buffer as Transferable
    if (memory.byteLength === chunk.byteLength) memory.transfer?.(0)
  }

  /** A flood waits its turn: everything else that the host has to do goes before the next read. */
  #yield(): void {
    const { output } = this.#options
    output.pause()
    setImmediate(() => output.resume())
  }

  #dispatch(message: GuestMessage, bytes: Buffer): void {
    if (message.type === 'chunk') {
      const stream = this.#incoming.get(message.stream)
      if (stream === undefined) throw new WireViolation('A chunk belongs to no open stream.')
      if (message.failed === true && !message.last)
        throw new WireViolation('A chunk that failed is not the last one.')
      if (message.last) this.#incoming.delete(message.stream)
      stream.push(bytes, message.last, message.failed === true ? halfSent() : undefined)
    } else if (message.type === 'credit') {
      this.#outgoing.grant(message.stream, message.bytes)
    } else {
      const stream = 'stream' in message ? message.stream : undefined
      const incoming = stream === undefined ? undefined : this.#open(stream, bytes)
      const payloadBytes = 'payloadBytes' in message ? message.payloadBytes : undefined
      const budget = message.type === 'call' ? this.#arguments : undefined
      this.#options.onMessage(message, bytes, () =>
        incoming === undefined
          ? Body.of(bytes, payloadBytes, budget)
          : new Body(incoming, payloadBytes, budget),
      )
    }
  }

  #open(id: number, bytes: Buffer): IncomingStream {
    if (id <= this.#lastIncoming) throw new WireViolation('A stream id was used twice.')
    if (bytes.byteLength > 0) throw new WireViolation('A streamed message has a body of its own.')
    if (this.#incoming.size >= MAX_OPEN_STREAMS)
      throw new WireViolation(`More than ${MAX_OPEN_STREAMS} streams are open.`)
    this.#lastIncoming = id
    const stream = new IncomingStream(
      (granted) => {
        if (!this.#ended) this.#writer.write(encodeFrame({ type: 'credit', stream: id, bytes: granted }))
      },
      (piece) => this.#frames.recycle(piece),
    )
    this.#incoming.set(id, stream)
    return stream
  }

  #stream(
    message: object,
    pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    options: SendOptions,
  ): void {
    const { failure = () => NOTHING, onSent = () => {} } = options
    void this.#outgoing.send(message, { pieces, failure, onSent })
  }
}

const NOTHING = new Uint8Array()
/** The language level of the build does not know it yet; a shared buffer has none. */
type Transferable = ArrayBufferLike & { transfer?(bytes: number): ArrayBuffer }
/** Smaller reads are not worth the call. */
const FREE_BYTES = 16_384

function halfSent(): CodeModeError {
  return new CodeModeError({
    code: 'CANCELLED',
    message: 'The program failed while it gave the data of this call; nothing of it is kept.',
  })
}

async function* prepend(
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield first
  yield* rest
}
