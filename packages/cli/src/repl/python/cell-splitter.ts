import { programOf } from '../percent-syntax.ts'
import { hasOpenBlock, isClosed, mayGoOn } from './completeness.ts'

/**
 * Makes cells of a script that comes line by line. Blank lines end nothing here: a block goes on until a line says
 * otherwise, so that any program can be piped in.
 */
export class CellSplitter {
  #text: string | undefined

  /** @returns the cells that are complete with this line */
  push(line: string): readonly string[] {
    const cells: string[] = []
    if (this.#text !== undefined) {
      const program = programOf(this.#text)
      if (!isClosed(program) || mayGoOn(program, line)) {
        this.#text += `\n${line}`
        return this.#take(cells)
      }
      cells.push(this.#text)
    }
    this.#text = line
    return this.#take(cells)
  }

  /** What is left at the end of the script. */
  end(): string | undefined {
    const rest = this.#text
    this.#text = undefined
    return rest
  }

  #take(cells: string[]): readonly string[] {
    const program = programOf(this.#text ?? '')
    if (this.#text !== undefined && isClosed(program) && !hasOpenBlock(program)) {
      cells.push(this.#text)
      this.#text = undefined
    }
    return cells
  }
}
