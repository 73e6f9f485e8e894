import { STREAM_WINDOW_BYTES } from './wire-limits.ts'
import { WireViolation } from './wire-violation.ts'

/** What may still be sent on one stream. */
export class Credit {
  #available = STREAM_WINDOW_BYTES
  #outstanding = 0
  #wake: (() => void) | undefined
  #failure: Error | undefined

  /** @throws WireViolation when more is granted than was ever sent. */
  grant(bytes: number): void {
    if (bytes > this.#outstanding) throw new WireViolation('More credit was granted than was used.')
    this.#outstanding -= bytes
    this.#available += bytes
    this.#wake?.()
  }

  fail(error: Error): void {
    this.#failure = error
    this.#wake?.()
  }

  /** Waits until something may be sent, and takes up to `wanted` bytes of it. */
  async take(wanted: number): Promise<number> {
    while (this.#available === 0) {
      if (this.#failure !== undefined) throw this.#failure
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = undefined
    }
    if (this.#failure !== undefined) throw this.#failure
    const taken = Math.min(wanted, this.#available)
    this.#available -= taken
    this.#outstanding += taken
    return taken
  }
}
