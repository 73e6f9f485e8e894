/** The word that was most likely meant: one that begins alike, or that few letters tell apart. */
export function nearestWord(word: string, words: readonly string[]): string | undefined {
  const begun =
    word === '' ? undefined : words.find((other) => other.startsWith(word) || word.startsWith(other))
  if (begun !== undefined) return begun
  const [best] = words
    .map((other) => ({ other, edits: editsBetween(word, other) }))
    .filter(({ other, edits }) => edits <= Math.ceil(other.length / 2) && edits < other.length)
    .toSorted((left, right) => left.edits - right.edits)
  return best?.other
}

/** Letters to change, add or take away; two that are swapped count as one. */
function editsBetween(left: string, right: string): number {
  const table = [Array.from({ length: right.length + 1 }, (_, column) => column)]
  const at = (row: number, column: number): number => table[row]?.[column] ?? Number.POSITIVE_INFINITY
  for (let row = 1; row <= left.length; row += 1) {
    table[row] = [row]
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1] ? 0 : 1
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      const edits = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + same)
      table[row]?.push(swapped ? Math.min(edits, at(row - 2, column - 2) + 1) : edits)
    }
  }
  return at(left.length, right.length)
}
