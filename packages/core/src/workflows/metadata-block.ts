import { oneLine } from './docstring.ts'

/** The lines of a file that must stay first, and the comments that follow them. */
export interface LeadingComments {
  /** Number of lines that must stay first: `#!` and the encoding. */
  readonly preamble: number
  readonly description?: { readonly text: string; readonly from: number; readonly to: number }
}

const descriptionLine = /^#\s?description:\s*(.*)$/iu
const continuation = /^#\s{3,}(\S.*)$/u

/**
 * Finds `# description: …` among the comments at the top of a file, with what continues it (`#    …`).
 *
 * @param lines - The lines of the file, without line ends.
 */
export function readLeadingComments(lines: readonly string[]): LeadingComments {
  let preamble = 0
  if (lines[0]?.startsWith('#!') === true) preamble = 1
  if (/^#.*?coding[:=]/u.test(lines[preamble] ?? '') && preamble < 2) preamble++
  for (let index = preamble; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (line.trim() !== '' && !line.startsWith('#')) break
    const match = descriptionLine.exec(line)
    if (match === null) continue
    let text = match[1] ?? ''
    let to = index + 1
    for (
      let more = continuation.exec(lines[to] ?? '');
      more !== null;
      more = continuation.exec(lines[++to] ?? '')
    ) {
      text += ` ${more[1]}`
    }
    return { preamble, description: { text: oneLine(text), from: index, to } }
  }
  return { preamble }
}
