/** A text and the place in it where typing goes. */
export interface EditedText {
  readonly text: string
  /** In UTF-16 units. */
  readonly cursor: number
}

export type Edit = (state: EditedText) => EditedText

export const EMPTY: EditedText = { text: '', cursor: 0 }

export function insert({ text, cursor }: EditedText, more: string): EditedText {
  return { text: text.slice(0, cursor) + more + text.slice(cursor), cursor: cursor + more.length }
}

/** Puts `more` in place of what stands between `from` and the cursor. */
export function replaceBefore(state: EditedText, from: number, more: string): EditedText {
  return insert(cut(state, from, state.cursor), more)
}

export const toLeft: Edit = ({ text, cursor }) => ({ text, cursor: leftOf(text, cursor) })
export const toRight: Edit = ({ text, cursor }) => ({ text, cursor: rightOf(text, cursor) })
export const toLineStart: Edit = ({ text, cursor }) => ({ text, cursor: lineStart(text, cursor) })
export const toLineEnd: Edit = ({ text, cursor }) => ({ text, cursor: lineEnd(text, cursor) })
export const toWordLeft: Edit = ({ text, cursor }) => ({ text, cursor: wordLeft(text, cursor) })
export const toWordRight: Edit = ({ text, cursor }) => ({ text, cursor: wordRight(text, cursor) })
export const toEnd: Edit = ({ text }) => ({ text, cursor: text.length })

/** One line up, in the same column where that line is long enough; undefined on the first line. */
export function toLineAbove({ text, cursor }: EditedText): EditedText | undefined {
  const start = lineStart(text, cursor)
  if (start === 0) return undefined
  const above = lineStart(text, start - 1)
  return { text, cursor: Math.min(above + cursor - start, start - 1) }
}

/** One line down; undefined on the last line. */
export function toLineBelow({ text, cursor }: EditedText): EditedText | undefined {
  const end = lineEnd(text, cursor)
  if (end === text.length) return undefined
  return { text, cursor: Math.min(end + 1 + cursor - lineStart(text, cursor), lineEnd(text, end + 1)) }
}

/** Backwards by a character, or by up to four blanks where there is nothing but indentation. */
export const deleteLeft: Edit = (state) => {
  const { text, cursor } = state
  const indentation = text.slice(lineStart(text, cursor), cursor)
  if (indentation === '' || !/^ +$/u.test(indentation)) return cut(state, leftOf(text, cursor), cursor)
  return cut(state, cursor - (indentation.length % 4 || 4), cursor)
}
export const deleteRight: Edit = (state) => cut(state, state.cursor, rightOf(state.text, state.cursor))

/** What the keys that delete more than a character take away, for {@link cut} and for putting it back elsewhere. */
export type Range = (state: EditedText) => readonly [from: number, to: number]
export const lineLeftOf: Range = ({ text, cursor }) => [lineStart(text, cursor), cursor]
export const wordLeftOf: Range = ({ text, cursor }) => [wordLeft(text, cursor), cursor]
export const blankWordLeftOf: Range = ({ text, cursor }) => [
  /\S*\s*$/u.exec(text.slice(0, cursor))?.index ?? 0,
  cursor,
]
export const wordRightOf: Range = ({ text, cursor }) => [cursor, wordRight(text, cursor)]
/** To the end of the line, or the line end itself where the cursor stands before it. */
export const lineRightOf: Range = ({ text, cursor }) => {
  const end = lineEnd(text, cursor)
  return [cursor, end === cursor ? Math.min(end + 1, text.length) : end]
}

export function cut({ text }: EditedText, from: number, to: number): EditedText {
  return { text: text.slice(0, from) + text.slice(to), cursor: from }
}

export function lineStart(text: string, cursor: number): number {
  return cursor === 0 ? 0 : text.lastIndexOf('\n', cursor - 1) + 1
}

function lineEnd(text: string, cursor: number): number {
  const end = text.indexOf('\n', cursor)
  return end === -1 ? text.length : end
}

/** A letter with its accents is one step. */
function leftOf(text: string, cursor: number): number {
  const letter = /(?:\P{M}\p{M}*|\p{M})$/u.exec(text.slice(Math.max(0, cursor - 32), cursor))
  return cursor - (letter?.[0].length ?? 0)
}

function rightOf(text: string, cursor: number): number {
  return cursor + (/^(?:\P{M}\p{M}*|\p{M})/u.exec(text.slice(cursor, cursor + 32))?.[0].length ?? 0)
}

function wordLeft(text: string, cursor: number): number {
  return /[\p{L}\p{N}_]*[^\p{L}\p{N}_]*$/u.exec(text.slice(0, cursor))?.index ?? 0
}

function wordRight(text: string, cursor: number): number {
  return cursor + (/^[^\p{L}\p{N}_]*[\p{L}\p{N}_]*/u.exec(text.slice(cursor))?.[0].length ?? 0)
}
