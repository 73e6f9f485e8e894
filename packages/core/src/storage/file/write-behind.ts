import type { FileHandle } from 'node:fs/promises'

/** So much is left to the cache before the disk is set to work, in bytes. */
const FLUSH_BYTES = 16 * 1024 * 1024

/** Sets the disk to work while more is still coming, so that the sync at the end has little left to do. */
export class WriteBehind {
  readonly #handle: FileHandle
  #unflushed = 0
  #flushing: Promise<void> | undefined
  #failure: unknown

  constructor(handle: FileHandle) {
    this.#handle = handle
  }

  wrote(bytes: number): void {
    this.#unflushed += bytes
    if (this.#unflushed < FLUSH_BYTES || this.#flushing !== undefined) return
    this.#unflushed = 0
    this.#flushing = this.#handle
      .datasync()
      // Kept: the system reports a failure once, so the sync at the end would not repeat it.
      .catch((error: unknown) => (this.#failure = error))
      .then(() => undefined)
      .finally(() => (this.#flushing = undefined))
  }

  /** Waits for what is under way, and throws what has failed. */
  async end(): Promise<void> {
    await this.#flushing
    if (this.#failure !== undefined) throw this.#failure
  }

  async settled(): Promise<void> {
    await this.#flushing
  }
}
