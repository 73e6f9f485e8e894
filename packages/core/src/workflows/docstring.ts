/** What a docstring says, whichever of the three usual styles it is written in. */
export interface Docstring {
  /** The first paragraph, as one line. */
  readonly summary: string
  /** Descriptions of parameters by name, each as one line. */
  readonly parameters: ReadonlyMap<string, string>
}

const googleSection = /^(\s*)(?:Args|Arguments|Parameters|Params|Keyword Args|Keyword Arguments):\s*$/u
const anySection =
  /^\s*(?:Args|Arguments|Parameters|Params|Keyword Args|Keyword Arguments|Returns?|Yields?|Raises|Examples?|Notes?):\s*$/u
const sphinxField = /^\s*:(\w+)(?:\s+([^:]*?))?:\s*(.*)$/u
const underline = /^\s*-{3,}\s*$/u

/** Reads Google (`Args:`), Sphinx (`:param x:`) and NumPy (underlined) docstrings. */
export function readDocstring(text: string): Docstring {
  const lines = dedent(text)
  const parameters = new Map<string, string>()
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (googleSection.test(line))
      readEntries(
        lines,
        index + 1,
        indentOf(line),
        /^\s*\*{0,2}(\w+)\s*(?:\([^)]*\))?\s*:\s*(.*)$/u,
        parameters,
      )
    else if (/^\s*(?:Other )?Parameters\s*$/u.test(line) && underline.test(lines[index + 1] ?? '')) {
      readEntries(lines, index + 2, indentOf(line) - 1, /^\s*\*{0,2}(\w+)\s*(?:[:,].*)?()$/u, parameters)
    } else readSphinx(lines, index, parameters)
  }
  return { summary: summaryOf(lines), parameters }
}

/** Any white space becomes one space; what cannot be printed goes. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}

function summaryOf(lines: readonly string[]): string {
  const start = lines.findIndex((line) => line.trim() !== '')
  const paragraph: string[] = []
  for (const line of start < 0 ? [] : lines.slice(start)) {
    if (line.trim() === '' || anySection.test(line) || sphinxField.test(line)) break
    paragraph.push(line)
  }
  if (paragraph.length > 1 && underline.test(paragraph[1] ?? '')) return ''
  return oneLine(paragraph.join(' '))
}

/** Entries are at one depth, what continues them is deeper, and the section ends at what is not deeper than its title. */
function readEntries(
  lines: readonly string[],
  from: number,
  sectionIndent: number,
  entry: RegExp,
  into: Map<string, string>,
): void {
  let depth: number | undefined
  let name: string | undefined
  for (let index = from; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (line.trim() === '') continue
    const indent = indentOf(line)
    if (indent <= sectionIndent || underline.test(lines[index + 1] ?? '')) return
    depth ??= indent
    const match = indent === depth ? entry.exec(line) : null
    if (match !== null) {
      name = match[1] ?? ''
      into.set(name, oneLine(match[2] ?? ''))
    } else if (name !== undefined && indent > depth) {
      into.set(name, oneLine(`${into.get(name) ?? ''} ${line}`))
    } else name = undefined
  }
}

function readSphinx(lines: readonly string[], index: number, into: Map<string, string>): void {
  const match = sphinxField.exec(lines[index] ?? '')
  if (match === null || !['param', 'parameter', 'arg', 'argument', 'key', 'keyword'].includes(match[1] ?? ''))
    return
  const name = /(\w+)$/u.exec(match[2] ?? '')?.[1]
  if (name === undefined) return
  let description = match[3] ?? ''
  for (const line of lines.slice(index + 1)) {
    if (line.trim() === '' || sphinxField.test(line) || indentOf(line) <= indentOf(lines[index] ?? '')) break
    description += ` ${line}`
  }
  into.set(name, oneLine(description))
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

function dedent(text: string): readonly string[] {
  const [first = '', ...rest] = text.replaceAll('\t', '        ').split(/\r?\n/u)
  const indents = rest.filter((line) => line.trim() !== '').map(indentOf)
  const common = indents.length === 0 ? 0 : Math.min(...indents)
  return [first.trim(), ...rest.map((line) => line.slice(common).trimEnd())]
}
