// Letters of East Asia and pictures take two columns; marks and joiners none.
const WIDE =
  /[\u{1100}-\u{115F}\u{2E80}-\u{303E}\u{3041}-\u{33FF}\u{3400}-\u{4DBF}\u{4E00}-\u{9FFF}\u{A000}-\u{A4CF}\u{AC00}-\u{D7A3}\u{F900}-\u{FAFF}\u{FE30}-\u{FE6F}\u{FF00}-\u{FF60}\u{FFE0}-\u{FFE6}\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u
const NONE = /[\p{M}\p{Cf}]/u

/** How a character is shown, and how many columns of a terminal that takes. */
export function shownCharacter(character: string): { readonly shown: string; readonly width: number } {
  const code = character.codePointAt(0) ?? 0
  if (code >= 0x20 && code < 0x7f) return { shown: character, width: 1 }
  if (character === '\t') return { shown: '    ', width: 4 }
  if (code < 0x20 || code === 0x7f) return { shown: `^${String.fromCodePoint(code ^ 0x40)}`, width: 2 }
  if (code < 0xa0) return { shown: '?', width: 1 }
  return { shown: character, width: NONE.test(character) ? 0 : WIDE.test(character) ? 2 : 1 }
}

/** Columns that a text of one line takes. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of text) width += shownCharacter(character).width
  return width
}
