import { setTimeout as delay } from 'node:timers/promises'

const PER_WINDOW = 5_000
const WINDOW_MS = 1_000

/** Slows down the reading of a server that says much that nobody asked for: more than 5,000 messages a second. */
export class FloodGate {
  #windowStart = 0
  #counted = 0

  /** So many messages that are no answers. */
  count(messages: number): void {
    const now = performance.now()
    if (now - this.#windowStart > WINDOW_MS) {
      this.#windowStart = now
      this.#counted = 0
    }
    this.#counted += messages
  }

  /** Waits for the end of the window when it has had its fill. */
  async pass(): Promise<void> {
    if (this.#counted < PER_WINDOW) return
    const left = this.#windowStart + WINDOW_MS - performance.now()
    if (left > 0) await delay(left, undefined, { ref: false })
  }
}
