import type { CellReader } from './cell-reader.ts'
import type { Completion } from './complete/completion.ts'
import { LineEditor } from './editor/line-editor.ts'
import { Screen } from './editor/screen.ts'
import { TerminalKeys } from './editor/terminal-keys.ts'
import type { HistoryFile } from './history-file.ts'

export interface TerminalReaderOptions {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
  readonly history: HistoryFile
  readonly complete: (before: string) => Promise<Completion>
  /** Ctrl-C while nothing is read. */
  readonly onInterrupt: () => void
  /** Told once when the history cannot be kept. */
  readonly onHistoryFailure: (error: unknown) => void
}

/** A signal to this process has been delivered after so long, in milliseconds. */
const STOPPED_WITHIN_MS = 50

/** Cells that somebody types on a terminal. */
export class TerminalReader implements CellReader {
  readonly #options: TerminalReaderOptions
  readonly #keys: TerminalKeys
  readonly #screen: Screen
  #history: string[] | undefined
  #editor: LineEditor | undefined
  #keepsHistory = true

  constructor(options: TerminalReaderOptions) {
    this.#options = options
    this.#keys = new TerminalKeys(options.input, options.onInterrupt)
    this.#screen = new Screen(options.output)
    options.output.on('resize', this.#redraw)
  }

  async read(): Promise<string | undefined> {
    const { history, complete } = this.#options
    this.#history ??= [...history.load()]
    for (;;) {
      this.#editor = new LineEditor({
        keys: this.#keys,
        screen: this.#screen,
        history: this.#history,
        complete,
        suspend: () => this.#suspend(),
      })
      this.#keys.reading = true
      const edited = await this.#editor.read()
      this.#keys.reading = false
      this.#editor = undefined
      if (edited.kind === 'end') return undefined
      if (edited.kind !== 'cell' || edited.text.trim() === '') continue
      this.#keep(edited.text.trimEnd())
      return edited.text
    }
  }

  aside(write: (atPrompt: boolean) => void): void {
    if (this.#editor !== undefined) this.#screen.erase()
    write(this.#editor !== undefined)
    this.#redraw()
  }

  close(): void {
    const { output } = this.#options
    output.off('resize', this.#redraw)
    if (this.#editor !== undefined) this.#screen.leave()
    this.#editor = undefined
    this.#keys.close()
  }

  readonly #redraw = (): void => {
    this.#editor?.draw()
  }

  #keep(cell: string): void {
    if (this.#history?.at(-1) === cell) return
    this.#history?.push(cell)
    if (!this.#keepsHistory) return
    try {
      this.#options.history.append(cell)
    } catch (error) {
      this.#keepsHistory = false
      this.#options.onHistoryFailure(error)
    }
  }

  async #suspend(): Promise<void> {
    if (process.platform === 'win32') return
    this.#keys.setRaw(false)
    // The whole job, as the terminal itself would: whoever started this process waits in it.
    process.kill(0, 'SIGTSTP')
    // Where no shell could go on with it nothing was stopped; else this goes on when it does.
    await new Promise((resolve) => setTimeout(resolve, STOPPED_WITHIN_MS))
    this.#keys.setRaw(true)
  }
}
