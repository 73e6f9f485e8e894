import * as edit from './text-edit.ts'
import type { Edit, EditedText, Range } from './text-edit.ts'

const MOVES: Readonly<Record<string, Edit>> = {
  left: edit.toLeft,
  'ctrl-b': edit.toLeft,
  right: edit.toRight,
  'ctrl-f': edit.toRight,
  home: edit.toLineStart,
  'ctrl-a': edit.toLineStart,
  end: edit.toLineEnd,
  'ctrl-e': edit.toLineEnd,
  'ctrl-left': edit.toWordLeft,
  'meta-left': edit.toWordLeft,
  'meta-b': edit.toWordLeft,
  'ctrl-right': edit.toWordRight,
  'meta-right': edit.toWordRight,
  'meta-f': edit.toWordRight,
  backspace: edit.deleteLeft,
  'ctrl-h': edit.deleteLeft,
  delete: edit.deleteRight,
  'ctrl-d': edit.deleteRight,
}

const KILLS: Readonly<Record<string, Range>> = {
  'ctrl-u': edit.lineLeftOf,
  'ctrl-k': edit.lineRightOf,
  'ctrl-w': edit.blankWordLeftOf,
  'meta-backspace': edit.wordLeftOf,
  'meta-d': edit.wordRightOf,
  'ctrl-delete': edit.wordRightOf,
}

/** Steps back that are kept. */
const MAX_UNDO = 500

/** The text being edited, with what was taken from it, and the steps back. */
export class EditState {
  current: EditedText = edit.EMPTY
  #killed = ''
  readonly #undo: EditedText[] = []

  /** Changes the text, so that it can be taken back. */
  change(next: EditedText): void {
    if (next.text !== this.current.text) {
      this.#undo.push(this.current)
      if (this.#undo.length > MAX_UNDO) this.#undo.shift()
    }
    this.current = next
  }

  /** Does what a key means for a text. @returns false where it means nothing */
  press(name: string, text: string): boolean {
    const move = MOVES[name]
    const kill = KILLS[name]
    if (move !== undefined) this.change(move(this.current))
    else if (kill !== undefined) this.#kill(kill(this.current))
    else if (name === 'ctrl-y') this.change(edit.insert(this.current, this.#killed))
    else if (name === 'ctrl-_') this.current = this.#undo.pop() ?? this.current
    else if (/^(?:ctrl|meta)-/u.test(name) || !/^[^\p{Cc}]+$/u.test(text)) return false
    else this.change(edit.insert(this.current, text))
    return true
  }

  #kill([from, to]: readonly [number, number]): void {
    const killed = this.current.text.slice(from, to)
    if (killed === '') return
    this.#killed = killed
    this.change(edit.cut(this.current, from, to))
  }
}
