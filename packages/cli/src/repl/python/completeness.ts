import { scanPython } from './scan-python.ts'
import type { PythonScan } from './scan-python.ts'

/** What may be followed by a block, or by more that belongs to it. */
const COMPOUND = /^(?:(?:async\s+)?(?:if|for|while|try|with|def|class)\b|@)/u
/** Goes on with the block before it. */
const CLAUSE = /^(?:elif|else|except|finally)\b/u
const FENCE = /^\s*(?:```|~~~)/u

/** Whether nothing is open that has to be closed: a bracket, a string of several lines, a backslash, a fence. */
export function isClosed(text: string): boolean {
  return isScanClosed(scanPython(text)) && !isFenceOpen(text)
}

/**
 * Whether a cell that is typed can be run as it stands. A block ends with a blank line, as at Python's own prompt, or
 * with a statement at the left margin; anything that is wrong counts as complete, so that the compiler says what.
 */
export function isComplete(text: string): boolean {
  const scan = scanPython(text)
  if (!isScanClosed(scan) || isFenceOpen(text)) return false
  return !hasBlock(text, scan) || endsInBlankLine(text) || endsInPlainLine(text, scan)
}

/** Whether a blank line ended the cell: what comes at once behind it may still belong to it. */
export function isEndedByBlankLine(text: string): boolean {
  return endsInBlankLine(text) && hasBlock(text)
}

/** Whether a line belongs to the block before it, whatever else it says. */
export function goesOnWith(line: string): boolean {
  return /^(?:\s|#|$)/u.test(line) || CLAUSE.test(line)
}

/** Whether there is a statement that later lines may belong to. */
export function hasBlock(text: string, scan: PythonScan = scanPython(text)): boolean {
  return scan.lines.some(
    ({ index, last }) =>
      (index === 0 || text[index - 1] === '\n') &&
      (last === ':' || COMPOUND.test(text.slice(index, index + 40))),
  )
}

function isScanClosed(scan: PythonScan): boolean {
  if (scan.broken) return true
  return scan.brackets.length === 0 && scan.string?.quotes.length !== 3 && !scan.continued
}

function isFenceOpen(text: string): boolean {
  if (!FENCE.test(text)) return false
  const lines = text.trim().split('\n')
  return lines.length < 2 || !FENCE.test(lines.at(-1) ?? '')
}

function endsInBlankLine(text: string): boolean {
  return /\n[ \t]*$/u.test(text)
}

/** A statement at the left margin that can have no block: the one before it is over. */
function endsInPlainLine(text: string, scan: PythonScan): boolean {
  const last = scan.lines.at(-1)
  if (last === undefined || last.last === ':' || (last.index > 0 && text[last.index - 1] !== '\n'))
    return false
  const start = text.slice(last.index, last.index + 40)
  return !COMPOUND.test(start) && !CLAUSE.test(start)
}
