import type { Layout } from './layout.ts'
import { textWidth } from './text-width.ts'

// The terminal marks what is pasted, but only while something is edited, so that programs are not disturbed.
const MARK_PASTES = '\u001B[?2004h'
const LEAVE_PASTES = '\u001B[?2004l'

/** Draws an edited text over what was drawn of it before, in one write. */
export class Screen {
  readonly #output: NodeJS.WriteStream
  #drawn: Layout | undefined

  constructor(output: NodeJS.WriteStream) {
    this.#output = output
  }

  get columns(): number {
    return Math.max(this.#output.columns || 80, 10)
  }

  get height(): number {
    return Math.max(this.#output.rows || 24, 2)
  }

  draw(layout: Layout): void {
    const appended = this.#drawn === undefined ? undefined : appendedText(this.#drawn, layout)
    if (appended === undefined) {
      const marks = this.#drawn === undefined ? MARK_PASTES : ''
      this.#output.write(`${marks}${this.#toStart()}${layout.rows.join('\r\n')}${toCursor(layout)}`)
    } else if (appended !== '') this.#output.write(appended)
    this.#drawn = layout
  }

  /** Leaves what is drawn where it is: the next drawing begins on a line of its own. */
  leave(more = ''): void {
    const { rows = [''], cursorRow = 0, cursorColumn = 0 } = this.#drawn ?? {}
    this.#output.write(`${toEnd({ rows, cursorRow, cursorColumn })}${more}${LEAVE_PASTES}\r\n`)
    this.#drawn = undefined
  }

  /** Takes away what is drawn, for something else to be written there. */
  erase(): void {
    if (this.#drawn !== undefined) this.#output.write(this.#toStart() + LEAVE_PASTES)
    this.#drawn = undefined
  }

  /** Writes beside the edited text; nothing of it may be drawn. */
  write(text: string): void {
    this.#output.write(text)
  }

  /** Empties the terminal. */
  clear(): void {
    this.#output.write('\u001B[H\u001B[2J')
    this.#drawn = undefined
  }

  #toStart(): string {
    const up = this.#drawn === undefined ? 0 : rowsAbove(this.#drawn, this.columns)
    return `${up > 0 ? `\u001B[${up}A` : ''}\r\u001B[J`
  }
}

/** Rows above the cursor, where the terminal has become narrower and broken the rows that were too long for it. */
function rowsAbove({ rows, cursorRow, cursorColumn }: Layout, columns: number): number {
  const broken = rows.slice(0, cursorRow).map((row) => Math.max(1, Math.ceil(textWidth(row) / columns)))
  return broken.reduce((sum, count) => sum + count, Math.floor(cursorColumn / columns))
}

/** What was typed at the very end, which needs no drawing anew. */
function appendedText(before: Layout, after: Layout): string | undefined {
  const last = before.rows.length - 1
  const [old, now] = [before.rows[last] ?? '', after.rows[last] ?? '']
  const atEnds =
    before.cursorRow === last && after.cursorRow === last && after.rows.length === before.rows.length
  if (
    !atEnds ||
    !now.startsWith(old) ||
    before.rows.some((row, index) => index < last && row !== after.rows[index])
  )
    return undefined
  const added = now.slice(old.length)
  const simple = /^[\u0020-\u007E]*$/u.test(added) && before.cursorColumn === textWidth(old)
  return simple && after.cursorColumn === textWidth(now) ? added : undefined
}

/** From behind the last row, where drawing ends. */
function toCursor({ rows, cursorRow, cursorColumn }: Layout): string {
  const up = rows.length - 1 - cursorRow
  if (up === 0 && cursorColumn === textWidth(rows.at(-1) ?? '')) return ''
  return `${up > 0 ? `\u001B[${up}A` : ''}${toColumn(cursorColumn)}`
}

function toEnd({ rows, cursorRow, cursorColumn }: Layout): string {
  const down = rows.length - 1 - cursorRow
  const width = textWidth(rows.at(-1) ?? '')
  if (down === 0 && cursorColumn === width) return ''
  return `${down > 0 ? `\u001B[${down}B` : ''}${toColumn(width)}`
}

function toColumn(column: number): string {
  return `\r${column > 0 ? `\u001B[${column}C` : ''}`
}
