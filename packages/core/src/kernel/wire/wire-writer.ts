import type { Writable } from 'node:stream'
import { MAX_UNSENT_BYTES, UNSENT_PAUSE_BYTES } from './wire-limits.ts'
import { WireViolation } from './wire-violation.ts'

/** What one queued write costs beside its bytes. */
const WRITE_OVERHEAD_BYTES = 256

/** Writes frames to a guest and knows how much of them the system has not taken. Never waits. */
export class WireWriter {
  readonly #input: Writable
  readonly #onOverflow: (violation: WireViolation) => void
  #unsent = 0
  #waiting: (() => void)[] = []
  #ended = false

  constructor(input: Writable, onOverflow: (violation: WireViolation) => void) {
    this.#input = input
    this.#onOverflow = onOverflow
  }

  /** `onSent` is told once the system has the frame, or nobody ever will. */
  write(frame: Uint8Array, onSent?: () => void): void {
    if (this.#ended) {
      onSent?.()
      return
    }
    const cost = frame.byteLength + WRITE_OVERHEAD_BYTES
    this.#unsent += cost
    this.#input.write(frame, () => {
      this.#unsent -= cost
      onSent?.()
      if (this.#waiting.length > 0 && !this.busy) this.#wake()
    })
    if (this.#unsent > MAX_UNSENT_BYTES)
      this.#onOverflow(
        new WireViolation(`The guest does not read: more than ${MAX_UNSENT_BYTES} bytes wait for it.`),
      )
  }

  /** True while streams must hold back. */
  get busy(): boolean {
    return !this.#ended && this.#unsent > UNSENT_PAUSE_BYTES
  }

  /** Resolves when it is worth asking again whether the writer is busy. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  end(): void {
    this.#ended = true
    this.#wake()
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}
