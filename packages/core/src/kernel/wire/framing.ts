import { MAX_FRAME_BYTES, MAX_HEADER_BYTES } from './wire-limits.ts'
import { WireViolation } from './wire-violation.ts'

const PREFIX_BYTES = 8

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
  #chunks: Buffer[] = []
  #buffered = 0

  /** Takes the next bytes and gives every frame that is now complete. @throws WireViolation */
  push(chunk: Buffer): readonly Frame[] {
    const frames: Frame[] = []
    this.#chunks.push(chunk)
    this.#buffered += chunk.byteLength
    while (this.#buffered >= PREFIX_BYTES) {
      const prefix = this.#peek(PREFIX_BYTES)
      const headerBytes = prefix.readUInt32BE(0)
      const bodyBytes = prefix.readUInt32BE(4)
      if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES) {
        throw new WireViolation(`A header of ${headerBytes} bytes is outside 2 to ${MAX_HEADER_BYTES} bytes.`)
      }
      if (headerBytes + bodyBytes > MAX_FRAME_BYTES) {
        throw new WireViolation(
          `A frame of ${headerBytes + bodyBytes} bytes is over ${MAX_FRAME_BYTES} bytes.`,
        )
      }
      const total = PREFIX_BYTES + headerBytes + bodyBytes
      if (this.#buffered < total) break
      const whole = this.#take(total)
      frames.push({
        header: whole.subarray(PREFIX_BYTES, PREFIX_BYTES + headerBytes),
        body: whole.subarray(PREFIX_BYTES + headerBytes),
      })
    }
    return frames
  }

  #peek(length: number): Buffer {
    const first = this.#chunks[0]
    if (first !== undefined && first.byteLength >= length) return first
    this.#join()
    return this.#chunks[0] ?? Buffer.alloc(0)
  }

  #take(length: number): Buffer {
    if ((this.#chunks[0]?.byteLength ?? 0) < length) this.#join()
    const first = this.#chunks[0] ?? Buffer.alloc(0)
    this.#buffered -= length
    if (first.byteLength === length) this.#chunks.shift()
    else this.#chunks[0] = first.subarray(length)
    return first.subarray(0, length)
  }

  #join(): void {
    this.#chunks = [Buffer.concat(this.#chunks)]
  }
}
