import { createInterface } from 'node:readline'
import type { CellReader } from './cell-reader.ts'
import { programOf } from './percent-syntax.ts'
import { isComplete } from './python/completeness.ts'

/** Cells that somebody types on a terminal that knows no control sequences, or whose output goes elsewhere. */
export class PlainReader implements CellReader {
  readonly #input: NodeJS.ReadStream
  readonly #output: NodeJS.WriteStream
  readonly #lines: AsyncIterator<string>
  #text: string | undefined
  #reading = false

  constructor(input: NodeJS.ReadStream, output: NodeJS.WriteStream) {
    this.#input = input
    this.#output = output
    this.#lines = createInterface({ input, terminal: false })[Symbol.asyncIterator]()
  }

  async read(): Promise<string | undefined> {
    this.#text = undefined
    this.#reading = true
    try {
      for (;;) {
        this.#prompt()
        const { value: line, done } = await this.#lines.next()
        if (done === true) return this.#text
        this.#text = this.#text === undefined ? line : `${this.#text}\n${line}`
        if (isComplete(programOf(this.#text))) return this.#text
      }
    } finally {
      this.#reading = false
    }
  }

  aside(write: (atPrompt: boolean) => void): void {
    if (this.#reading && this.#output.isTTY) this.#output.write('\n')
    write(this.#reading)
    if (this.#reading) this.#prompt()
  }

  clear(): void {
    if (!this.#reading) return
    this.#text = undefined
    if (this.#output.isTTY) this.#output.write('\n')
    this.#prompt()
  }

  close(): void {
    this.#input.destroy()
  }

  /** Not into a file. */
  #prompt(): void {
    if (this.#output.isTTY) this.#output.write(this.#text === undefined ? '>>> ' : '... ')
  }
}
