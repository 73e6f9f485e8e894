/** A bracket that is not closed yet. */
export interface OpenBracket {
  readonly character: string
  readonly index: number
}

/** A string that is not closed yet: where its quotes begin, and the quotes. */
export interface OpenString {
  readonly quotes: string
  readonly index: number
}

/** A line of Python as the language counts them: brackets, strings and backslashes may spread it over several. */
export interface LogicalLine {
  readonly index: number
  /** The last character that is neither blank nor comment. */
  readonly last: string
}

/** What is open at the end of a text, and the lines before it. */
export interface PythonScan {
  readonly brackets: readonly OpenBracket[]
  readonly string: OpenString | undefined
  readonly inComment: boolean
  /** The text ends behind a backslash and a line end, or behind a backslash. */
  readonly continued: boolean
  readonly lines: readonly LogicalLine[]
  /** A bracket is closed that was not open: nothing that follows makes it right. */
  readonly broken: boolean
}

const CLOSERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

/** Reads Python as far as is needed to know what is open. Never fails: what is wrong is for the compiler to say. */
export function scanPython(text: string): PythonScan {
  const brackets: OpenBracket[] = []
  const lines: LogicalLine[] = []
  let string: OpenString | undefined
  let inComment = false
  let continued = false
  let broken = false
  let line: { index: number; last: string } | undefined
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index)
    if (string !== undefined) {
      if (character === '\\') index += 1
      else if (text.startsWith(string.quotes, index)) {
        index += string.quotes.length - 1
        string = undefined
      } else if (character === '\n' && string.quotes.length === 1) string = undefined
      if (string !== undefined || character !== '\n') continue
    }
    if (character === '\n') {
      inComment = false
      if (brackets.length === 0 && !continued && line !== undefined) {
        lines.push(line)
        line = undefined
      }
      // The line after a backslash belongs to the one before it, also when it is the last and empty.
      continued = continued && index === text.length - 1
      continue
    }
    if (inComment) continue
    if (character === '#') {
      inComment = true
      continue
    }
    if (/\s/u.test(character)) continue
    continued = character === '\\' && (index === text.length - 1 || text[index + 1] === '\n')
    line ??= { index, last: '' }
    line.last = character
    if (character === '"' || character === "'") {
      const quotes = text.startsWith(character.repeat(3), index) ? character.repeat(3) : character
      string = { quotes, index }
      index += quotes.length - 1
    } else if ('([{'.includes(character)) brackets.push({ character, index })
    else if (CLOSERS[character] !== undefined)
      broken = brackets.pop()?.character !== CLOSERS[character] || broken
  }
  if (line !== undefined) lines.push(line)
  return { brackets, string, inComment, continued, lines, broken }
}
