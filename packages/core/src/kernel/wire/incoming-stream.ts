import type { ByteSource } from './body.ts'
import { STREAM_WINDOW_BYTES } from './wire-limits.ts'
import { WireViolation } from './wire-violation.ts'

/** A body that the guest sends in chunks. Holds at most one window; grants more as it is read. */
export class IncomingStream implements ByteSource {
  readonly #grant: (bytes: number) => void
  readonly #pieces: Uint8Array[] = []
  #window = STREAM_WINDOW_BYTES
  #ended = false
  #discarded = false
  #failure: Error | undefined
  #wake: (() => void) | undefined

  constructor(grant: (bytes: number) => void) {
    this.#grant = grant
  }

  /** @throws WireViolation when the chunk exceeds what was granted. */
  push(bytes: Uint8Array, last: boolean): void {
    this.#window -= bytes.byteLength
    if (this.#window < 0) throw new WireViolation('A chunk is beyond the granted credit.')
    if (last) this.#ended = true
    if (this.#discarded) this.#release(bytes.byteLength)
    else if (bytes.byteLength > 0) this.#pieces.push(bytes)
    this.#wake?.()
  }

  fail(error: Error): void {
    this.#failure ??= error
    this.#wake?.()
  }

  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const piece = this.#pieces.shift()
      if (piece !== undefined) {
        this.#release(piece.byteLength)
        return piece
      }
      if (this.#ended || this.#discarded) return undefined
      if (this.#failure !== undefined) throw this.#failure
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = undefined
    }
  }

  discard(): void {
    if (this.#discarded) return
    this.#discarded = true
    for (const piece of this.#pieces.splice(0)) this.#release(piece.byteLength)
    this.#wake?.()
  }

  #release(bytes: number): void {
    if (this.#ended || bytes === 0) return
    this.#window += bytes
    this.#grant(bytes)
  }
}
