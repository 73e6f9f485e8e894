import { createInterface } from 'node:readline'
import type { CellReader } from './cell-reader.ts'
import { CellSplitter } from './python/cell-splitter.ts'

/** Cells of a script that is piped in, read only as fast as they are run. */
export class ScriptReader implements CellReader {
  readonly #input: NodeJS.ReadStream
  readonly #cells: AsyncGenerator<string, void>

  constructor(input: NodeJS.ReadStream) {
    this.#input = input
    this.#cells = cellsOf(input)
  }

  async read(): Promise<string | undefined> {
    const { value, done } = await this.#cells.next()
    return done === true ? undefined : value
  }

  aside(write: (atPrompt: boolean) => void): void {
    write(false)
  }

  close(): void {
    this.#input.destroy()
  }
}

async function* cellsOf(input: NodeJS.ReadStream): AsyncGenerator<string, void> {
  const splitter = new CellSplitter()
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    yield* splitter.push(line)
  }
  const rest = splitter.end()
  if (rest !== undefined) yield rest
}
