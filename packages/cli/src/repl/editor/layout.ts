import type { EditedText } from './text-edit.ts'
import { shownCharacter } from './text-width.ts'

/** What stands before the first line, and before each other one. */
export interface Prompts {
  readonly first: string
  readonly next: string
}

/** The rows of a terminal that an edited text takes. */
export interface Layout {
  readonly rows: readonly string[]
  readonly cursorRow: number
  readonly cursorColumn: number
}

/** Breaks a text into rows of a terminal, with prompts, and finds the cursor in them. */
export function layOut({ text, cursor }: EditedText, prompts: Prompts, columns: number): Layout {
  const rows: string[] = []
  let place: { readonly row: number; readonly column: number } | undefined
  let index = 0
  for (const [number, line] of text.split('\n').entries()) {
    let row = number === 0 ? prompts.first : prompts.next
    let column = row.length
    const wrap = (): void => {
      rows.push(row)
      row = ''
      column = 0
    }
    for (const character of line) {
      const { shown, width } = shownCharacter(character)
      if (column + width > columns) wrap()
      if (index === cursor) place = { row: rows.length, column }
      row += shown
      column += width
      index += character.length
    }
    // A cursor behind a full row stands on the next one.
    if (column >= columns) wrap()
    if (index === cursor) place = { row: rows.length, column }
    rows.push(row)
    index += 1
  }
  return { rows, cursorRow: place?.row ?? 0, cursorColumn: place?.column ?? 0 }
}

/** As much of a layout as a terminal has room for, around the cursor. */
export function windowOf({ rows, cursorRow, cursorColumn }: Layout, height: number): Layout {
  if (rows.length <= height) return { rows, cursorRow, cursorColumn }
  const top = Math.max(0, Math.min(cursorRow - Math.floor(height / 2), rows.length - height))
  return { rows: rows.slice(top, top + height), cursorRow: cursorRow - top, cursorColumn }
}
