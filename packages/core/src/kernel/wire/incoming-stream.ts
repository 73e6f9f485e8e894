import type { ByteSource } from './body.ts'
import { CREDIT_BATCH_BYTES, STREAM_WINDOW_BYTES } from './wire-limits.ts'
import { WireViolation } from './wire-violation.ts'

/** Smaller pieces are gathered in memory of our own: each would else keep alive all that was read with it. */
const SMALL_BYTES = 32_768
const FIRST_GATHER_BYTES = 4_096
const GATHER_BYTES = 65_536

/** A body that the guest sends in chunks. Holds at most one window; grants more as it is read. */
export class IncomingStream implements ByteSource {
  readonly #grant: (bytes: number) => void
  readonly #recycle: (piece: Uint8Array) => void
  readonly #pieces: Uint8Array[] = []
  #gather: Buffer | undefined
  #gathered = 0
  #window = STREAM_WINDOW_BYTES
  #owed = 0
  #ended = false
  #discarded = false
  #failure: Error | undefined
  #wake: (() => void) | undefined

  /** `recycle` gets the pieces that are done with: those released, and those dropped. */
  constructor(grant: (bytes: number) => void, recycle: (piece: Uint8Array) => void = () => {}) {
    this.#grant = grant
    this.#recycle = recycle
  }

  /** Takes a chunk; `failure` says that the guest could not make the rest. @throws WireViolation beyond the credit. */
  push(bytes: Uint8Array, last: boolean, failure?: Error): void {
    this.#window -= bytes.byteLength
    if (this.#window < 0) throw new WireViolation('A chunk is beyond the granted credit.')
    if (last) this.#ended = true
    if (failure !== undefined) this.abort(failure)
    if (this.#discarded) this.#drop(bytes)
    else if (bytes.byteLength >= SMALL_BYTES) {
      this.#endGather()
      this.#pieces.push(bytes)
    } else if (bytes.byteLength > 0) this.#keepSmall(bytes)
    this.#wake?.()
  }

  /** Nothing more will come; what is whole can still be read. */
  fail(error: Error): void {
    if (!this.#ended) this.#failure ??= error
    this.#wake?.()
  }

  /** Whoever reads gets the error, now; the rest is granted and dropped. */
  abort(error: Error): void {
    this.#failure ??= error
    this.discard()
  }

  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure
      if (this.#pieces.length === 0) this.#endGather()
      const piece = this.#pieces.shift()
      if (piece !== undefined) {
        this.#consumed(piece.byteLength)
        return piece
      }
      if (this.#ended || this.#discarded) return undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = undefined
    }
  }

  discard(): void {
    if (this.#discarded) return
    this.#discarded = true
    this.#endGather()
    for (const piece of this.#pieces.splice(0)) this.#drop(piece)
    this.#wake?.()
  }

  release(piece: Uint8Array): void {
    this.#recycle(piece)
  }

  #drop(piece: Uint8Array): void {
    this.#consumed(piece.byteLength)
    this.#recycle(piece)
  }

  #keepSmall(bytes: Uint8Array): void {
    const left = (this.#gather?.byteLength ?? 0) - this.#gathered
    if (this.#gather === undefined || left < bytes.byteLength) {
      const size = Math.min(GATHER_BYTES, (this.#gather?.byteLength ?? FIRST_GATHER_BYTES / 2) * 2)
      this.#endGather()
      this.#gather = Buffer.allocUnsafeSlow(Math.max(size, bytes.byteLength))
    }
    this.#gather.set(bytes, this.#gathered)
    this.#gathered += bytes.byteLength
  }

  #endGather(): void {
    if (this.#gather !== undefined) this.#pieces.push(this.#gather.subarray(0, this.#gathered))
    this.#gather = undefined
    this.#gathered = 0
  }

  #consumed(bytes: number): void {
    this.#owed += bytes
    if (this.#ended || this.#owed < CREDIT_BATCH_BYTES) return
    this.#window += this.#owed
    this.#grant(this.#owed)
    this.#owed = 0
  }
}
