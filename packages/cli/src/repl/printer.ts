import { painterFor } from '../output/painter.ts'
import type { Painter } from '../output/painter.ts'
import { progressOn } from '../output/progress.ts'
import type { Progress } from '../output/progress.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Writes what programs print and what the prompt says, and knows whether a line is begun. */
export class Printer {
  /** Colours for what the prompt itself says. */
  readonly paint: Painter
  readonly #output: NodeJS.WriteStream
  readonly #errors: NodeJS.WriteStream
  readonly #progress: Progress
  #atLineStart = true
  #mayBeColoured = false

  /** @param errors where failures go; on a terminal the same place as the rest */
  constructor(output: NodeJS.WriteStream, errors: NodeJS.WriteStream, env: Environment) {
    this.#output = output
    this.#errors = output.isTTY ? output : errors
    this.paint = painterFor(output, env)
    this.#progress = progressOn(output)
  }

  get columns(): number {
    return this.#output.columns ?? 80
  }

  /** What a program prints, as it is. */
  program(channel: 'stdout' | 'stderr', text: string): void {
    if (text === '') return
    this.#progress.clear()
    const stream = channel === 'stdout' ? this.#output : this.#errors
    stream.write(text)
    if (stream === this.#output) this.#atLineStart = text.endsWith('\n')
    this.#mayBeColoured ||= text.includes('\u001B')
  }

  /** A line of the prompt's own. */
  line(text: string): void {
    this.freshLine()
    this.#output.write(`${text}\n`)
  }

  /** A line that tells of a failure. */
  failure(text: string): void {
    this.freshLine()
    this.#errors.write(`${text}\n`)
  }

  /** Shows that Ctrl-C was heard, as a terminal does; programs may take a moment to end. */
  interrupted(): void {
    if (!this.#output.isTTY) return
    this.#progress.clear()
    this.#output.write('^C')
    this.#atLineStart = false
  }

  /** What long work does, until something else is written; where a line is begun it would be overwritten. */
  progress(message: string): void {
    if (this.#atLineStart) this.#progress.show(message)
  }

  /** Ends a line that a program left open, and the colours that it left on. */
  freshLine(): void {
    this.#progress.clear()
    const reset = this.#mayBeColoured && this.#output.isTTY ? '\u001B[0m' : ''
    const ending = this.#atLineStart ? '' : '\n'
    if (reset + ending !== '') this.#output.write(reset + ending)
    this.#mayBeColoured = false
    this.#atLineStart = true
  }
}
