/** Runs of one session, one at a time, in the order in which they were asked for. */
export class RunQueue {
  #tail: Promise<unknown> = Promise.resolve()
  #waiting = 0

  /** How many are under way or waiting. */
  get length(): number {
    return this.#waiting
  }

  /** Runs `work` when all before it are done. A wait that is aborted rejects with `signal.reason`, and nothing runs. */
  add<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    this.#waiting += 1
    return new Promise<Result>((resolve, reject) => {
      // Once begun, the work itself answers an abort: it rejects when the guest is idle again.
      const giveUp = (): void => reject(signal?.reason as Error)
      signal?.addEventListener('abort', giveUp, { once: true })
      this.#tail = this.#tail.then(async () => {
        signal?.removeEventListener('abort', giveUp)
        try {
          signal?.throwIfAborted()
          resolve(await work())
        } catch (error) {
          reject(error as Error)
        } finally {
          this.#waiting -= 1
        }
      })
    })
  }
}
