import type { Document } from 'yaml'

import { findJsonFault } from '../json-fault.ts'
import type { DefinitionIssue } from './definition-issue.ts'
import { readDefinitionText } from './definition-text.ts'

/** A step into a document: a key or an index. */
export type PathStep = string | number

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

/** Aliases that grow a small file into a large one are refused from here on. */
const MAX_ALIAS_COUNT = 100

/** Reads a YAML or JSON file. What is wrong with it becomes issues; never rejects. */
export async function readPositionedDocument(file: string): Promise<PositionedDocument> {
  const text = await readDefinitionText(file)
  if (typeof text !== 'string') return withoutData([text])
  const format = file.endsWith('.json') ? 'JSON' : 'YAML'
  const fault = format === 'JSON' ? findJsonFault(text) : undefined
  if (fault !== undefined) {
    const { line, column, expected, found } = fault
    return withoutData([
      { line, column, message: `is not valid JSON: ${expected} is due here, not ${found}.` },
    ])
  }
  const { LineCounter, isMap, isNode, isScalar, parseAllDocuments, visit } = await import('yaml')
  const lines = new LineCounter()
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    merge: true,
    logLevel: 'error',
  })
  const documents = Array.isArray(parsed) ? parsed : []
  const document = documents[0]
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  // The first mistake of a document is the cause of most that the parser finds after it.
  const issues: DefinitionIssue[] = documents.flatMap((item) =>
    item.errors.slice(0, 1).map((error) => ({
      ...place(error.pos[0]),
      message: `is not valid ${format}: ${error.message}${/[.!?]$/.test(error.message) ? '' : '.'}`,
    })),
  )
  const second = documents[1]
  if (second !== undefined)
    issues.push({
      ...place(second.range[0]),
      message: 'holds a second document. Write one definition in each file.',
    })
  const locate: PositionedDocument['locate'] = (path, what = 'key') => {
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
  }
  if (document !== undefined)
    visit(document, {
      Alias: (_key, alias) => {
        if (alias.resolve(document) !== undefined) return
        issues.push({
          ...place(alias.range?.[0] ?? 0),
          message: `has the alias *${alias.source}, but no anchor &${alias.source} before it.`,
        })
      },
    })
  if (issues.length > 0 || document === undefined) return { data: undefined, issues, locate }
  return { ...toData(document), locate }
}

function toData(document: Document): Pick<PositionedDocument, 'data' | 'issues'> {
  try {
    const data: unknown = document.toJS({ maxAliasCount: MAX_ALIAS_COUNT })
    // Refuses what holds itself, too.
    JSON.stringify(data)
    return { data, issues: [] }
  } catch (error) {
    const isCircle = error instanceof TypeError
    const why = isCircle ? 'an alias stands for something that holds it' : 'its aliases grow too large'
    return { data: undefined, issues: [{ message: `cannot be used: ${why}. Write it out without aliases.` }] }
  }
}

function withoutData(issues: readonly DefinitionIssue[]): PositionedDocument {
  return { data: undefined, issues, locate: () => ({ line: 1, column: 1 }) }
}
