import { styleText } from 'node:util'

const CHARACTERS_PER_TOKEN = 4
const COLUMNS = 96

/** Tokens of a text, by the usual rule of thumb. */
export function tokens(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN)
}

/** Prints what the model sends and reads. Colours only where a person looks. */
export class Transcript {
  readonly #colours = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined

  heading(text: string): void {
    this.#line(`\n${this.#style('bold', text)}\n${this.#style('dim', '─'.repeat(COLUMNS))}`)
  }

  note(text: string): void {
    this.#line(this.#style('dim', text))
  }

  sent(tool: string, code: string, count: number): void {
    this.#line(`${this.#style('cyan', `▶ ${tool}`)} ${this.#style('dim', `${count} tokens sent`)}`)
    this.#block(code)
  }

  read(text: string, count: number, milliseconds: number): void {
    this.#line(
      `${this.#style('green', '◀ answer')} ${this.#style('dim', `${count} tokens read, ${milliseconds} ms`)}`,
    )
    this.#block(text)
  }

  row(cells: readonly (string | number)[]): void {
    const [first = '', ...rest] = cells.map((cell) =>
      typeof cell === 'number' ? cell.toLocaleString('en-US') : cell,
    )
    this.#line(`  ${first.padEnd(44)}${rest.map((cell) => cell.padStart(14)).join('')}`)
  }

  good(text: string): void {
    this.#line(`${this.#style('green', '✔')} ${text}`)
  }

  bad(text: string): void {
    this.#line(`${this.#style('red', '✘')} ${text}`)
  }

  #block(text: string): void {
    for (const line of text.trimEnd().split('\n')) this.#line(`  ${this.#style('dim', '│')} ${line}`)
  }

  #style(style: 'bold' | 'dim' | 'cyan' | 'green' | 'red', text: string): string {
    return this.#colours ? styleText(style, text, { validateStream: false }) : text
  }

  #line(text: string): void {
    process.stdout.write(`${text}\n`)
  }
}
