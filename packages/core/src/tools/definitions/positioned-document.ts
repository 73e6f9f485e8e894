import { readFile } from 'node:fs/promises'

/** A step into a document: a key or an index. */
export type PathStep = string | number

/** A place in a definition file and what is wrong there. */
export interface DefinitionIssue {
  /** 1-based; absent when it is about the whole file. */
  readonly line?: number
  readonly column?: number
  readonly message: string
}

/** A parsed YAML or JSON file that knows where everything stands. */
export interface PositionedDocument {
  readonly data: unknown
  readonly issues: readonly DefinitionIssue[]
  /** The place of a value, or of its key; of the nearest thing around it when it is missing. */
  locate(
    path: readonly PathStep[],
    what?: 'key' | 'value',
  ): { readonly line: number; readonly column: number }
}

/** Reads a YAML or JSON file. Syntax errors become issues. @throws what reading the file throws */
export async function readPositionedDocument(file: string): Promise<PositionedDocument> {
  const { LineCounter, isMap, isNode, isScalar, parseAllDocuments } = await import('yaml')
  const lines = new LineCounter()
  const parsed = parseAllDocuments(await readFile(file, 'utf8'), {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
  })
  const documents = Array.isArray(parsed) ? parsed : []
  const document = documents[0]
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const issues: DefinitionIssue[] = documents.flatMap((item) =>
    item.errors.map((error) => ({ ...place(error.pos[0]), message: `is not valid YAML: ${error.message}` })),
  )
  const second = documents[1]
  if (second !== undefined)
    issues.push({
      ...place(second.range[0]),
      message: 'holds a second document. Write one definition in each file.',
    })

  return {
    data: issues.length === 0 ? document?.toJS() : undefined,
    issues,
    locate(path, what = 'key') {
      let offset = isNode(document?.contents) ? (document.contents.range?.[0] ?? 0) : 0
      for (let depth = 1; depth <= path.length; depth += 1) {
        const parent = depth === 1 ? document?.contents : document?.getIn(path.slice(0, depth - 1), true)
        const step = path[depth - 1]
        const pair = isMap(parent)
          ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step))
          : undefined
        const node: unknown =
          what === 'key' && pair !== undefined ? pair.key : document?.getIn(path.slice(0, depth), true)
        if (!isNode(node)) break
        offset = node.range?.[0] ?? offset
      }
      return place(offset)
    },
  }
}
