import { FrameBuffers } from './frame-buffers.ts'
import { MAX_FRAME_BYTES, MAX_HEADER_BYTES } from './wire-limits.ts'
import { WireViolation } from './wire-violation.ts'

const PREFIX_BYTES = 8
const EMPTY = Buffer.alloc(0)

export interface Frame {
  /** UTF-8 JSON, not parsed yet. */
  readonly header: Buffer
  readonly body: Buffer
}

/** Joins an envelope and a body into one frame. Throws a RangeError where it would not fit: the sender streams then. */
export function encodeFrame(header: object, body?: Uint8Array): Buffer {
  const envelope = Buffer.from(JSON.stringify(header))
  const bodyBytes = body?.byteLength ?? 0
  if (envelope.byteLength > MAX_HEADER_BYTES || envelope.byteLength + bodyBytes > MAX_FRAME_BYTES) {
    throw new RangeError(
      `A frame of ${envelope.byteLength + bodyBytes} bytes is over the limit of ${MAX_FRAME_BYTES} bytes.`,
    )
  }
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + envelope.byteLength + bodyBytes)
  frame.writeUInt32BE(envelope.byteLength, 0)
  frame.writeUInt32BE(bodyBytes, 4)
  frame.set(envelope, PREFIX_BYTES)
  if (body !== undefined) frame.set(body, PREFIX_BYTES + envelope.byteLength)
  return frame
}

/** Cuts a byte stream into frames. Lengths are checked before anything is kept or parsed. */
export class FrameReader {
  /** The start of a frame whose lengths are not all there. */
  #start: Buffer = EMPTY
  /** A frame that is longer than what has come, and how much of it is there. */
  #partial: Buffer | undefined
  #filled = 0
  readonly #buffers = new FrameBuffers()
  #copied = false
  #violation: WireViolation | undefined

  /**
   * Takes the next bytes and gives every frame that is now complete.
   *
   * @throws WireViolation for a wrong length; after frames that came whole it is thrown by {@link check} instead.
   */
  push(chunk: Buffer): readonly Frame[] {
    const frames = this.#cutAll(chunk)
    if (frames.length === 0) this.check()
    return frames
  }

  /** To be called when the frames of a push were taken. @throws WireViolation for what came behind them. */
  check(): void {
    if (this.#violation !== undefined) throw this.#violation
  }

  #cutAll(chunk: Buffer): readonly Frame[] {
    const frames: Frame[] = []
    this.#copied = true
    let rest = chunk
    if (this.#partial !== undefined) {
      const used = chunk.copy(this.#partial, this.#filled)
      this.#filled += used
      if (this.#filled < this.#partial.byteLength) return frames
      frames.push(cut(this.#partial))
      this.#partial = undefined
      rest = chunk.subarray(used)
    } else if (this.#start.byteLength > 0) {
      rest = Buffer.concat([this.#start, chunk])
      this.#start = EMPTY
    }
    while (rest.byteLength >= PREFIX_BYTES) {
      this.#violation = lengthFault(rest)
      if (this.#violation !== undefined) return frames
      const total = PREFIX_BYTES + rest.readUInt32BE(0) + rest.readUInt32BE(4)
      if (rest.byteLength < total) {
        this.#partial = this.#buffers.take(total)
        this.#filled = rest.copy(this.#partial)
        return frames
      }
      frames.push(cut(rest.subarray(0, total)))
      this.#copied = false
      rest = rest.subarray(total)
    }
    if (rest.byteLength > 0) this.#start = Buffer.from(rest)
    return frames
  }

  /** True when no frame of the last push lies in the memory of its chunk. */
  get copied(): boolean {
    return this.#copied
  }

  /** Takes the memory of a body back for later frames, where the frame was alone in it. Nobody may look at it again. */
  recycle(body: Uint8Array): void {
    this.#buffers.giveBack(body)
  }
}

function lengthFault(prefix: Buffer): WireViolation | undefined {
  const headerBytes = prefix.readUInt32BE(0)
  const bodyBytes = prefix.readUInt32BE(4)
  if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES) {
    return new WireViolation(`A header of ${headerBytes} bytes is outside 2 to ${MAX_HEADER_BYTES} bytes.`)
  }
  if (headerBytes + bodyBytes > MAX_FRAME_BYTES) {
    return new WireViolation(`A frame of ${headerBytes + bodyBytes} bytes is over ${MAX_FRAME_BYTES} bytes.`)
  }
  return undefined
}

function cut(whole: Buffer): Frame {
  const bodyStart = PREFIX_BYTES + whole.readUInt32BE(0)
  return { header: whole.subarray(PREFIX_BYTES, bodyStart), body: whole.subarray(bodyStart) }
}
