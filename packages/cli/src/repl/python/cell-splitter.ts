import { programOf } from '../percent-syntax.ts'
import { goesOnWith, hasBlock, isClosed } from './completeness.ts'

/**
 * Makes cells of a script that comes line by line. Blank lines end nothing here: a block goes on until a line says
 * otherwise, so that any program can be piped in.
 */
export class CellSplitter {
  /** The cell so far. */
  #lines: string[] = []
  /** The end of the cell that is not closed yet: a bracket or a string of several lines. */
  #open: string | undefined
  #isBlock = false
  #isDecorated = false

  /** @returns the cells that are complete with this line */
  push(line: string): readonly string[] {
    const cells: string[] = []
    if (this.#open === undefined && this.#lines.length > 0 && !this.#isDecorated && !goesOnWith(line)) {
      cells.push(this.#take())
    }
    // What a command of the prompt runs is read as a program.
    const read = this.#lines.length === 0 ? programOf(line) : line
    this.#lines.push(line)
    const open = this.#open === undefined ? read : `${this.#open}\n${read}`
    if (!isClosed(open)) {
      this.#open = open
      return cells
    }
    this.#open = undefined
    this.#isBlock ||= hasBlock(open)
    this.#isDecorated = open.startsWith('@')
    return this.#isBlock ? cells : [...cells, this.#take()]
  }

  /** What is left at the end of the script. */
  end(): string | undefined {
    return this.#lines.length === 0 ? undefined : this.#take()
  }

  #take(): string {
    const cell = this.#lines.join('\n')
    this.#lines = []
    this.#open = undefined
    this.#isBlock = false
    this.#isDecorated = false
    return cell
  }
}
