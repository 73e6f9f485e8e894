const NEWLINE = 0x0a

/** Cuts a stream of bytes into lines of a bounded length. */
export class LineReader {
  readonly #maxBytes: number
  #parts: Buffer[] = []
  #bytes = 0

  constructor(options: { readonly maxBytes: number }) {
    this.#maxBytes = options.maxBytes
  }

  /**
   * The lines that end in this chunk, without their ends.
   *
   * @throws Error when a line is too long; what was kept of it is let go.
   */
  push(chunk: Buffer): readonly string[] {
    const lines: string[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#keep(chunk.subarray(start, end))
      lines.push(this.#take())
      start = end + 1
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start))
    return lines
  }

  #keep(part: Buffer): void {
    this.#bytes += part.length
    if (this.#bytes > this.#maxBytes) {
      this.#parts = []
      throw new Error(`sent a message of more than ${this.#maxBytes / 1024 / 1024} MiB`)
    }
    this.#parts.push(part)
  }

  #take(): string {
    const line = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts)
    this.#parts = []
    this.#bytes = 0
    return (line ?? Buffer.alloc(0)).toString('utf8').replace(/\r$/, '')
  }
}
