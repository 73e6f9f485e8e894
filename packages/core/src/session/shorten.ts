/** Part of the kept characters that come from the beginning: what was printed last says most often what went wrong. */
const HEAD_SHARE = 0.5

/** Room for the line that says how much is missing. */
const NOTE_CHARACTERS = 60

/** Keeps head and tail of a long text, and says in between how much is missing. */
export function shorten(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text
  const kept = Math.max(maxCharacters - NOTE_CHARACTERS, 0)
  const head = text.slice(0, wholeCharacters(text, Math.ceil(kept * HEAD_SHARE)))
  const tailStart = wholeCharacters(text, text.length - (kept - head.length))
  const missing = tailStart - head.length
  return `${head}\n… [${missing.toLocaleString('en-US')} of ${text.length.toLocaleString('en-US')} characters left out] …\n${text.slice(tailStart)}`
}

/** Never cuts a surrogate pair in two. */
function wholeCharacters(text: string, index: number): number {
  const code = text.charCodeAt(index)
  return code >= 0xdc00 && code <= 0xdfff ? index + 1 : index
}

/** Shares `maxCharacters` among texts so that short ones stay whole and the long ones get the same room each. */
export function shareRoom(lengths: readonly number[], maxCharacters: number): readonly number[] {
  const rooms = lengths.map(() => 0)
  const order = lengths
    .map((length, index) => ({ length, index }))
    .sort((left, right) => left.length - right.length)
  let left = maxCharacters
  for (const [position, { length, index }] of order.entries()) {
    const room = Math.min(length, Math.floor(left / (order.length - position)))
    rooms[index] = room
    left -= room
  }
  return rooms
}
