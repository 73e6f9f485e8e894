import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { ByteBudget } from './byte-budget.ts'
import { WireViolation } from './wire-violation.ts'

/** Bytes that arrive: all at once, or piece by piece under credit. */
export interface ByteSource {
  /** The next piece, or undefined at the end. */
  next(): Promise<Uint8Array | undefined>
  /** The piece's memory may be used again: whoever asked for it holds no part of it. */
  release(piece: Uint8Array): void
  /** Lets go of the rest: it is granted and dropped. */
  discard(): void
  /** Lets go of the rest, and fails whoever reads. */
  abort(error: Error): void
}

/** A body of a message: a payload, and what may follow it. */
export class Body {
  readonly #source: ByteSource
  readonly #payloadBytes: number | undefined
  readonly #budget: ByteBudget | undefined
  #taken = 0
  #rest: Uint8Array | undefined

  /** What is assembled is taken from the budget until the body is discarded. */
  constructor(source: ByteSource, payloadBytes: number | undefined, budget?: ByteBudget) {
    this.#source = source
    this.#payloadBytes = payloadBytes
    this.#budget = budget
  }

  static of(bytes: Uint8Array, payloadBytes?: number, budget?: ByteBudget): Body {
    return new Body(inlineSource(bytes), payloadBytes, budget)
  }

  /** Reads the payload. @throws CodeModeError `LIMIT_EXCEEDED`; WireViolation when the body is shorter than announced. */
  async payload(maxBytes: number): Promise<Uint8Array> {
    const wanted = this.#payloadBytes ?? Number.POSITIVE_INFINITY
    if (wanted !== Number.POSITIVE_INFINITY && wanted > maxBytes) this.#refuse(wanted, maxBytes)
    // One piece is kept as it is; more are joined as they come, so that tiny ones cost no more than their bytes.
    let joined: Uint8Array | undefined
    let size = 0
    while (size < wanted) {
      const piece = await this.#source.next()
      if (piece === undefined) break
      const missing = wanted - size
      const part = piece.byteLength > missing ? piece.subarray(0, missing) : piece
      if (piece.byteLength > missing) this.#rest = piece.subarray(missing)
      if (size + part.byteLength > maxBytes) this.#refuse(size + part.byteLength, maxBytes)
      joined = this.#append(joined, size, part, maxBytes)
      size += part.byteLength
    }
    if (this.#payloadBytes !== undefined && size < this.#payloadBytes)
      throw new WireViolation('A body is shorter than its payload.')
    return joined === undefined ? new Uint8Array() : joined.subarray(0, size)
  }

  /**
   * What follows the payload; nothing where there is no attachment. Read the payload first.
   * A piece is valid until the next one is asked for: its memory is used again.
   */
  async *attachment(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#payloadBytes === undefined) return
    try {
      if (this.#rest !== undefined) yield this.#rest
      for (let piece = await this.#source.next(); piece !== undefined; piece = await this.#source.next()) {
        yield piece
        this.#source.release(piece)
      }
    } finally {
      this.#source.discard()
    }
  }

  /** Nobody reads any more, and nobody holds what was read. */
  discard(): void {
    this.#source.discard()
    this.#budget?.release(this.#taken)
    this.#taken = 0
  }

  /** Whoever still reads gets the error. */
  abort(error: Error): void {
    this.#source.abort(error)
  }

  #append(joined: Uint8Array | undefined, size: number, part: Uint8Array, most: number): Uint8Array {
    if (joined === undefined) {
      this.#take(part.byteLength)
      return part
    }
    const needed = size + part.byteLength
    let target = joined
    // The first piece is memory of somebody else, however long it is.
    if (needed > joined.byteLength) {
      const capacity = this.#payloadBytes ?? Math.max(needed, Math.min(2 * needed, most))
      this.#take(capacity - joined.byteLength)
      target = Buffer.allocUnsafeSlow(capacity)
      target.set(joined.subarray(0, size))
    }
    target.set(part, size)
    return target
  }

  #take(bytes: number): void {
    if (this.#budget === undefined) return
    if (!this.#budget.take(bytes)) {
      this.#source.discard()
      throw new CodeModeError({
        code: 'LIMIT_EXCEEDED',
        message: `The arguments of the calls under way are over ${this.#budget.limit} bytes together.`,
        hint: 'Make fewer calls with large arguments at once, or save large data with artifacts.save.',
      })
    }
    this.#taken += bytes
  }

  #refuse(size: number, maxBytes: number): never {
    this.#source.discard()
    throw new CodeModeError({
      code: 'LIMIT_EXCEEDED',
      message: `A value of ${size} bytes or more is over the limit of ${maxBytes} bytes.`,
      hint: 'Save large data with artifacts.save as bytes or text, or pass a smaller part.',
    })
  }
}

function inlineSource(bytes: Uint8Array): ByteSource {
  let left: Uint8Array | undefined = bytes
  let failure: Error | undefined
  return {
    next(): Promise<Uint8Array | undefined> {
      if (failure !== undefined) return Promise.reject(failure)
      const piece = left
      left = undefined
      return Promise.resolve(piece)
    },
    release(): void {},
    discard(): void {
      left = undefined
    },
    abort(error): void {
      failure = error
    },
  }
}
