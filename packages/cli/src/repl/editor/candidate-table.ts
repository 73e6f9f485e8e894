import { textWidth } from './text-width.ts'

/** Candidates shown at most. */
const MAX_SHOWN = 120

/** Names side by side in columns, as many as fit, read downwards. */
export function candidateTable(candidates: readonly string[], columns: number): string {
  const shown = candidates.slice(0, MAX_SHOWN)
  const width = Math.max(...shown.map(textWidth)) + 2
  const perRow = Math.max(1, Math.floor(columns / width))
  const height = Math.ceil(shown.length / perRow)
  const rows = Array.from({ length: height }, (_, row) =>
    shown
      .filter((_name, index) => index % height === row)
      .map((name) => name + ' '.repeat(width - textWidth(name)))
      .join('')
      .trimEnd(),
  )
  const more = candidates.length - shown.length
  return [...rows, ...(more > 0 ? [`… and ${more} more`] : [])].join('\r\n')
}

/** What all of them begin with. */
export function commonStart([first = '', ...others]: readonly string[]): string {
  let length = first.length
  for (const other of others) {
    while (!other.startsWith(first.slice(0, length))) length -= 1
  }
  return first.slice(0, length)
}
