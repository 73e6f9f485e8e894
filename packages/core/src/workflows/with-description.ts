import { oneLine, readDocstring } from './docstring.ts'
import { readLeadingComments } from './metadata-block.ts'
import { parsePython } from './syntax-tree.ts'
import { docstringIn } from './workflow-header.ts'

/**
 * The source with this description in it, where {@link readWorkflowHeader} finds it again: as the module's docstring
 * if there is none yet, else as a comment `# description: …` at the top. Unchanged if it says so already.
 *
 * @param description - Any white space in it becomes one space; if nothing is left, the source stays as it is.
 */
export async function withDescription(source: string, description: string): Promise<string> {
  const wanted = oneLine(description)
  if (wanted === '') return source
  const mark = source.startsWith('\uFEFF') ? '\uFEFF' : ''
  const text = source.slice(mark.length)
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const lines = text.split(/\r?\n/u)
  const { preamble, description: written } = readLeadingComments(lines)
  if (written?.text === wanted) return source
  const comment = `# description: ${wanted}`
  if (written !== undefined)
    return mark + lines.toSpliced(written.from, written.to - written.from, comment).join(eol)

  const docstring = docstringIn((await parsePython(text)).topNode, text)
  if (docstring !== undefined && readDocstring(docstring).summary === wanted) return source
  const line = docstring === undefined && canBeDocstring(wanted) ? `"""${wanted}"""` : comment
  const next = lines[preamble] ?? ''
  // Apart from a statement for the eye, and from an indented comment because that would continue ours.
  const gap = next === '' || (line === comment && !/^#\s{3,}/u.test(next)) ? [] : ['']
  return mark + lines.toSpliced(preamble, 0, line, ...gap).join(eol)
}

/** Without escapes a person reads it as it was given; and it must not look like a section of a docstring. */
function canBeDocstring(description: string): boolean {
  return !/["\\]/u.test(description) && readDocstring(description).summary === description
}
