/** A seeded source of chance: the same seed gives the same numbers on every machine. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 up to and without `end`. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * end)
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T
  }
}

/** The seed of a fuzz test; `CODE_MODE_FUZZ_SEED` gives another one. */
export const SEED = Number(process.env['CODE_MODE_FUZZ_SEED'] ?? 20_408)

/** Says how to see a failed case again. */
export async function reproducible(seed: number, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    throw new Error(`${what} failed. See it again with CODE_MODE_FUZZ_SEED=${seed}.`, { cause: error })
  }
}
