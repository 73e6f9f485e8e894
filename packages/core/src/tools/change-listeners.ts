/** A set of listeners that are told of a change without being told what changed. */
export class ChangeListeners {
  readonly #listeners = new Set<() => void>()

  /** Returns the unsubscribe function. */
  add(listener: () => void): () => void {
    // Its own entry for each subscription, so that one function can be subscribed twice.
    const entry = (): void => listener()
    this.#listeners.add(entry)
    return () => {
      this.#listeners.delete(entry)
    }
  }

  notify(): void {
    for (const listener of [...this.#listeners]) listener()
  }

  clear(): void {
    this.#listeners.clear()
  }
}
