import type { CallableSummary, ToolSummary } from '../tools/tool-summary.ts'

const CHARACTERS_PER_TOKEN = 4

export interface ToolCatalogueOptions {
  /** Tokens at most, at four characters each. @defaultValue 4_000 */
  readonly maxTokens?: number
}

/**
 * The tools in the richest form that fits: signatures with descriptions, signatures, names, or how to search.
 * An empty text when there are none.
 */
export function toolCatalogue(tools: readonly ToolSummary[], options: ToolCatalogueOptions = {}): string {
  if (tools.length === 0) return ''
  const maxCharacters = (options.maxTokens ?? 4_000) * CHARACTERS_PER_TOKEN
  const count = tools.reduce((sum, tool) => sum + tool.callables.length, 0)
  for (const form of [withDescriptions, withSignatures, withNames]) {
    const text = form(tools)
    if (text.length <= maxCharacters) return text
  }
  return `There are ${tools.length} tools with ${count} functions: too many to list here. Find them with tools.search("words") and read help(tools.<tool>.<function>).`
}

/** One function as agent code calls it: `tools.curl.get(url: str)`. */
export function callableLine(tool: ToolSummary, callable: CallableSummary): string {
  const parenthesis = callable.signature.indexOf('(')
  const parameters = parenthesis < 0 ? '(...)' : callable.signature.slice(parenthesis)
  return `tools.${tool.name}${callable.name === null ? '' : `.${callable.name}`}${parameters}`
}

function withDescriptions(tools: readonly ToolSummary[]): string {
  return tools
    .map((tool) =>
      toolBlock(tool, (callable) => commented(callableLine(tool, callable), callable.description)),
    )
    .join('\n')
}

function withSignatures(tools: readonly ToolSummary[]): string {
  const text = tools.map((tool) => toolBlock(tool, (callable) => callableLine(tool, callable))).join('\n')
  return `${text}\nWhat each does: help(tools.<tool>.<function>).`
}

function withNames(tools: readonly ToolSummary[]): string {
  const lines = tools.map((tool) => {
    const names = tool.callables.map((callable) => callable.name ?? '(itself)')
    return `tools.${tool.name}: ${names.join(', ')}`
  })
  return `${lines.join('\n')}\nParameters: help(tools.<tool>.<function>), or tools.search("words").`
}

function toolBlock(tool: ToolSummary, line: (callable: CallableSummary) => string): string {
  return [
    `# ${tool.name}${tool.description === '' ? '' : `: ${oneLine(tool.description)}`}`,
    ...tool.callables.map(line),
  ].join('\n')
}

function commented(line: string, description: string): string {
  return description === '' ? line : `${line}  # ${oneLine(description)}`
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim()
}
