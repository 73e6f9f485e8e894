import { CodeModeError } from '../../errors/code-mode-error.ts'
import { WireViolation } from './wire-violation.ts'

/** Bytes that arrive: all at once, or piece by piece under credit. */
export interface ByteSource {
  /** The next piece, or undefined at the end. */
  next(): Promise<Uint8Array | undefined>
  /** Lets go of the rest: it is granted and dropped. */
  discard(): void
}

/** A body of a message: a payload, and what may follow it. */
export class Body {
  readonly #source: ByteSource
  readonly #payloadBytes: number | undefined
  #rest: Uint8Array | undefined

  constructor(source: ByteSource, payloadBytes: number | undefined) {
    this.#source = source
    this.#payloadBytes = payloadBytes
  }

  static of(bytes: Uint8Array, payloadBytes?: number): Body {
    return new Body(inlineSource(bytes), payloadBytes)
  }

  /** Reads the payload. @throws CodeModeError `LIMIT_EXCEEDED`; WireViolation when the body is shorter than announced. */
  async payload(maxBytes: number): Promise<Uint8Array> {
    const wanted = this.#payloadBytes ?? Number.POSITIVE_INFINITY
    if (wanted !== Number.POSITIVE_INFINITY && wanted > maxBytes) this.#refuse(wanted, maxBytes)
    const pieces: Uint8Array[] = []
    let size = 0
    while (size < wanted) {
      const piece = await this.#source.next()
      if (piece === undefined) break
      const missing = wanted - size
      pieces.push(piece.byteLength > missing ? piece.subarray(0, missing) : piece)
      if (piece.byteLength > missing) this.#rest = piece.subarray(missing)
      size += Math.min(piece.byteLength, missing)
      if (size > maxBytes) this.#refuse(size, maxBytes)
    }
    if (this.#payloadBytes !== undefined && size < this.#payloadBytes)
      throw new WireViolation('A body is shorter than its payload.')
    return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces)
  }

  /** What follows the payload; nothing where there is no attachment. Read the payload first. */
  async *attachment(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#payloadBytes === undefined) return
    try {
      if (this.#rest !== undefined) yield this.#rest
      for (let piece = await this.#source.next(); piece !== undefined; piece = await this.#source.next())
        yield piece
    } finally {
      this.#source.discard()
    }
  }

  discard(): void {
    this.#source.discard()
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
  return {
    next(): Promise<Uint8Array | undefined> {
      const piece = left
      left = undefined
      return Promise.resolve(piece)
    },
    discard(): void {
      left = undefined
    },
  }
}
