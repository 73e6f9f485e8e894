/** A server may see any number of keys in its life. */
const MOST_KEYS = 10_000

/** Keys whose session was closed without their asking. Of too many, the oldest are forgotten. */
export class EvictedKeys {
  readonly #keys = new Set<string>()

  add(key: string): void {
    this.#keys.delete(key)
    this.#keys.add(key)
    for (const oldest of this.#keys) {
      if (this.#keys.size <= MOST_KEYS) return
      this.#keys.delete(oldest)
    }
  }

  /** Whether it was there. */
  forget(key: string): boolean {
    return this.#keys.delete(key)
  }
}
