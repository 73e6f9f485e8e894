/** Keeps the last bytes of a stream, for error texts. */
export class TextTail {
  readonly #limit: number
  #chunks: Buffer[] = []
  #size = 0

  constructor(limitBytes: number) {
    this.#limit = limitBytes
  }

  append(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#size += chunk.length
    // Rarely, so that many small chunks do not copy the tail each time.
    if (this.#size > 4 * this.#limit) this.#shrink()
  }

  /** The tail as text; one that was cut begins with `…`. */
  toString(): string {
    const cut = this.#size > this.#limit
    this.#shrink()
    // The limit may have cut a character in two.
    const text = Buffer.concat(this.#chunks)
      .toString('utf8')
      .replace(/^\uFFFD{1,3}/, '')
    return cut ? `…${text}` : text
  }

  #shrink(): void {
    if (this.#size <= this.#limit) return
    const tail = Buffer.from(Buffer.concat(this.#chunks).subarray(-this.#limit))
    this.#chunks = [tail]
    // One more than the limit remembers that something was cut.
    this.#size = this.#limit + 1
  }
}
