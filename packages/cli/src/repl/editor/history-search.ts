import type { HistoryWalk } from './history-walk.ts'
import type { Prompts } from './layout.ts'
import type { Press } from './terminal-keys.ts'
import type { EditedText } from './text-edit.ts'

/** Ctrl-R: letters that an earlier cell has, and the latest such cell. */
export class HistorySearch {
  readonly #walk: HistoryWalk
  readonly #before: EditedText
  #letters = ''
  #index: number | undefined
  #failed = false

  constructor(walk: HistoryWalk, before: EditedText) {
    this.#walk = walk
    this.#before = before
  }

  get prompts(): Prompts {
    return { first: `(${this.#failed ? 'not found' : 'search'}: ${this.#letters}) `, next: '... ' }
  }

  /** What was found, or what was there before. */
  get found(): EditedText {
    const text = this.#index === undefined ? undefined : this.#walk.at(this.#index)
    if (text === undefined) return this.#before
    return { text, cursor: Math.max(text.indexOf(this.#letters), 0) + this.#letters.length }
  }

  /**
   * @returns `searching`, `cancelled` (what was there before comes back), or `done`: the key is for the editor, with
   *   what was found
   */
  press(press: Press): 'searching' | 'cancelled' | 'done' {
    if (press.kind !== 'key') return 'done'
    if (press.name === 'ctrl-g' || press.name === 'ctrl-c') return 'cancelled'
    if (press.name === 'ctrl-r') this.#look(this.#index)
    else if (press.name === 'backspace') {
      this.#letters = this.#letters.slice(0, -1)
      this.#look(undefined)
    } else if (/^[^\p{C}]+$/u.test(press.text) && !/^(?:ctrl|meta)-/u.test(press.name)) {
      this.#letters += press.text
      this.#look(this.#index === undefined ? undefined : this.#index + 1)
    } else return 'done'
    return 'searching'
  }

  #look(before: number | undefined): void {
    const index = this.#letters === '' ? undefined : this.#walk.search(this.#letters, before)
    this.#failed = index === undefined && this.#letters !== ''
    if (index !== undefined || this.#letters === '') this.#index = index
  }
}
