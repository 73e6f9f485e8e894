/** A walk through earlier cells while one is typed; what was typed is kept at its end. */
export class HistoryWalk {
  readonly #entries: readonly string[]
  #index: number
  #typed = ''

  /** @param entries the oldest first */
  constructor(entries: readonly string[]) {
    this.#entries = entries
    this.#index = entries.length
  }

  /** @returns the cell before, or undefined at the oldest */
  older(current: string): string | undefined {
    if (this.#index === 0) return undefined
    if (this.#index === this.#entries.length) this.#typed = current
    this.#index -= 1
    return this.#entries[this.#index]
  }

  /** @returns the cell after, or what was typed; undefined where the walk has not begun */
  newer(): string | undefined {
    if (this.#index === this.#entries.length) return undefined
    this.#index += 1
    return this.#index === this.#entries.length ? this.#typed : this.#entries[this.#index]
  }

  /** The latest cell with these letters, before the place that an earlier search found. */
  search(letters: string, before: number = this.#entries.length): number | undefined {
    for (let index = before - 1; index >= 0; index -= 1) {
      if (this.#entries[index]?.includes(letters) === true) return index
    }
    return undefined
  }

  at(index: number): string | undefined {
    return this.#entries[index]
  }
}
