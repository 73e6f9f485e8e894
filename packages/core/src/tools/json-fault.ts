/** The first place where a text is not JSON. */
export interface JsonFault {
  /** In UTF-16 units from the beginning. */
  readonly offset: number
  /** 1-based. */
  readonly line: number
  readonly column: number
  /** What stands there: a short piece of the text, or `the end of the text`. */
  readonly found: string
  /** What JSON would have there. */
  readonly expected: string
}

const SPACE = /[ \t\r\n]*/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /true|false|null/y
// Apart, and in a loop: one pattern for a whole text would need stack for each of its characters.
// All but controls, the double quote and the backslash.
const PLAIN_CHARACTERS = /[ !#-[\]-\uFFFF]*/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/y
const SHOWN_CHARACTERS = 30

/**
 * Finds where a text that `JSON.parse` refused is wrong: the engine's own messages name a place only sometimes.
 *
 * @returns `undefined` when the text is JSON after all
 */
export function findJsonFault(text: string): JsonFault | undefined {
  let at = 0
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const matched = pattern.exec(text)
    if (matched === null) return false
    at = pattern.lastIndex
    return true
  }
  const next = (character: string): boolean => {
    take(SPACE)
    if (text[at] !== character) return false
    at += 1
    return true
  }
  const fault = (expected: string): JsonFault => ({ ...placeOf(text, at), expected })
  /** False with `at` at the fault. */
  const takeString = (): boolean => {
    at += 1
    do take(PLAIN_CHARACTERS)
    while (take(ESCAPE))
    if (text[at] !== '"') return false
    at += 1
    return true
  }
  const stringFault = (): JsonFault =>
    fault('the rest of a text in double quotes, with \\ before what is special')
  // The open arrays and objects, so that depth costs no stack.
  const open: ('[' | '{')[] = []
  const key = (): JsonFault | undefined => {
    take(SPACE)
    if (text[at] !== '"') return fault('a key in double quotes')
    if (!takeString()) return stringFault()
    return next(':') ? undefined : fault('":" after the key')
  }
  for (;;) {
    take(SPACE)
    if (text[at] === '{') {
      at += 1
      if (!next('}')) {
        const wrong = key()
        if (wrong !== undefined) return wrong
        open.push('{')
        continue
      }
    } else if (text[at] === '[') {
      at += 1
      if (!next(']')) {
        open.push('[')
        continue
      }
    } else if (text[at] === '"') {
      if (!takeString()) return stringFault()
    } else if (!take(NUMBER) && !take(WORD)) return fault('a value')
    for (;;) {
      const inside = open.at(-1)
      if (inside === undefined) {
        take(SPACE)
        return at === text.length ? undefined : fault('the end of the text')
      }
      if (next(',')) {
        const wrong = inside === '{' ? key() : undefined
        if (wrong !== undefined) return wrong
        break
      }
      const closing = inside === '{' ? '}' : ']'
      if (!next(closing)) return fault(`"," or "${closing}"`)
      open.pop()
    }
  }
}

function placeOf(text: string, offset: number): Omit<JsonFault, 'expected'> {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  const piece = text.slice(offset, offset + SHOWN_CHARACTERS)
  return {
    offset,
    line: before.split('\n').length,
    column: offset - lineStart + 1,
    found: piece === '' ? 'the end of the text' : JSON.stringify(piece),
  }
}
