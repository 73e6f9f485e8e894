import { Credit } from './credit.ts'
import { encodeFrame } from './framing.ts'
import { CHUNK_BYTES } from './wire-limits.ts'
import { WireViolation } from './wire-violation.ts'
import type { WireWriter } from './wire-writer.ts'

export interface OutgoingBody {
  readonly pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>
  /** What the guest is told when the pieces fail half-way: the payload of a wire error. */
  readonly failure: (error: unknown) => Uint8Array
  /** Told once nothing more of it will be sent. */
  readonly onSent: () => void
}

/** The bodies on their way to a guest: within its credit, and no faster than it reads. */
export class OutgoingStreams {
  readonly #writer: WireWriter
  readonly #credits = new Map<number, Credit>()
  #last = 0
  #gone: Error | undefined

  constructor(writer: WireWriter) {
    this.#writer = writer
  }

  /** Announces the body with its message, and sends it. Never rejects. */
  async send(message: object, body: OutgoingBody): Promise<void> {
    const id = (this.#last += 1)
    const credit = new Credit()
    this.#credits.set(id, credit)
    this.#writer.write(encodeFrame({ ...message, stream: id }))
    try {
      for await (const piece of body.pieces) await this.#sendPiece(id, credit, piece)
      this.#writer.write(encodeFrame({ type: 'chunk', stream: id, last: true }), body.onSent)
    } catch (error) {
      this.#writer.write(
        encodeFrame({ type: 'chunk', stream: id, last: true, failed: true }, body.failure(error)),
        body.onSent,
      )
    } finally {
      this.#credits.delete(id)
    }
  }

  /** @throws WireViolation for a stream that never was, or for more than was used. */
  grant(stream: number, bytes: number): void {
    if (stream > this.#last) throw new WireViolation('Credit is for a stream that was never opened.')
    this.#credits.get(stream)?.grant(bytes)
  }

  fail(error: Error): void {
    this.#gone = error
    for (const credit of this.#credits.values()) credit.fail(error)
  }

  async #sendPiece(id: number, credit: Credit, piece: Uint8Array): Promise<void> {
    for (let sent = 0; sent < piece.byteLength;) {
      const size = await credit.take(Math.min(CHUNK_BYTES, piece.byteLength - sent))
      while (this.#writer.busy) await this.#writer.changed()
      if (this.#gone !== undefined) throw this.#gone
      this.#writer.write(
        encodeFrame({ type: 'chunk', stream: id, last: false }, piece.subarray(sent, sent + size)),
      )
      sent += size
    }
  }
}
