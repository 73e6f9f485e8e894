import { stat } from 'node:fs/promises'
import type { BigIntStats } from 'node:fs'

/** Younger than this, a file could change once more without a change of its times. */
const settledAfterMs = 50

/** Keeps what was read from files until the file is another one. */
export class StatCache<T> {
  readonly #entries = new Map<string, { readonly stamp: string; readonly value: T }>()

  /** What `read` made of the file, now or at an earlier call. Rejects as `stat` and `read` do. */
  async get(path: string, read: (stats: BigIntStats) => Promise<T>): Promise<T> {
    const stats = await stat(path, { bigint: true })
    const stamp = `${stats.mtimeNs} ${stats.ctimeNs} ${stats.size} ${stats.dev} ${stats.ino}`
    const known = this.#entries.get(path)
    if (known?.stamp === stamp) return known.value
    const value = await read(stats)
    const newestMs = Number(stats.ctimeNs > stats.mtimeNs ? stats.ctimeNs : stats.mtimeNs) / 1e6
    if (Date.now() - newestMs > settledAfterMs) this.#entries.set(path, { stamp, value })
    else this.#entries.delete(path)
    return value
  }

  /** Forgets all files but these. */
  retain(paths: ReadonlySet<string>): void {
    for (const path of this.#entries.keys()) if (!paths.has(path)) this.#entries.delete(path)
  }
}
