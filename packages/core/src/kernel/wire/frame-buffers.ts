import { CHUNK_BYTES, STREAM_WINDOW_BYTES } from './wire-limits.ts'

/** A full chunk with its envelope. */
const BUFFER_BYTES = CHUNK_BYTES + 4_096
/** Frames shorter than this get just what they need: most of a buffer would be waste. */
const LEAST_BYTES = CHUNK_BYTES / 2
const MOST_KEPT = STREAM_WINDOW_BYTES / CHUNK_BYTES + 1

/** Memory for long frames, each alone in its own; that of frames which are done with serves again. */
export class FrameBuffers {
  readonly #free: ArrayBuffer[] = []
  /** What was taken and not given back, so that nothing comes back twice or from elsewhere. */
  readonly #taken = new WeakSet<ArrayBufferLike>()

  take(bytes: number): Buffer {
    if (bytes < LEAST_BYTES || bytes > BUFFER_BYTES) return Buffer.allocUnsafeSlow(bytes)
    const memory = this.#free.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES).buffer
    this.#taken.add(memory)
    return Buffer.from(memory, 0, bytes)
  }

  giveBack(part: Uint8Array): void {
    const memory = part.buffer
    if (!(memory instanceof ArrayBuffer) || !this.#taken.delete(memory)) return
    if (this.#free.length < MOST_KEPT) this.#free.push(memory)
  }
}
