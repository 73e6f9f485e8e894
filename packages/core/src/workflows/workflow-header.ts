import { CodeModeError } from '../errors/code-mode-error.ts'
import { annotationType } from './annotation-type.ts'
import { type Docstring, readDocstring } from './docstring.ts'
import { readLeadingComments } from './metadata-block.ts'
import { pythonLiteral } from './python-literal.ts'
import { childrenOf, lineAt, parsePython, type SyntaxNode, textOf } from './syntax-tree.ts'
import type { WorkflowParameter } from './workflow.ts'

/** What the host knows of a workflow without executing it. */
export interface WorkflowHeader {
  /** One line; empty where the source has none. */
  readonly description: string
  readonly parameters: readonly WorkflowParameter[]
  readonly isAsync: boolean
  /** Line of `run`, from 1. */
  readonly line: number
}

/** Parameters of these names, without a default or with None, are given by the host and are none of the caller's business. */
const injected: ReadonlySet<string> = new Set(['tools', 'workflows', 'skills', 'artifacts', 'deps'])

/**
 * Reads description and parameters from the source of a workflow, and executes nothing of it. Mistakes elsewhere in
 * the source do not matter here.
 *
 * @throws CodeModeError `WORKFLOW_INVALID` with line and remedy when there is no `run` function.
 */
export async function readWorkflowHeader(name: string, text: string): Promise<WorkflowHeader> {
  const source = text.replace(/^\uFEFF/u, '')
  const tree = await parsePython(source)
  const moduleText = docstringIn(tree.topNode, source)
  const found = findRun(tree.topNode, source) ?? (await findRunAfterMistake(source))
  if (found === undefined) throw missingRun(name, source, tree.topNode)
  const { node, source: part, line } = found
  const mistake = mistakeIn(node.getChild('ParamList'))
  if (mistake !== undefined)
    throw brokenSignature(name, line + lineAt(part, mistake.from) - lineAt(part, node.from))
  const body = node.getChild('Body')
  const runDoc = readDocstring((body && docstringIn(body, part)) ?? '')
  const moduleDoc = readDocstring(moduleText ?? '')
  const written = readLeadingComments(source.split(/\r?\n/u)).description?.text ?? ''
  return {
    description: written || moduleDoc.summary || runDoc.summary,
    parameters: parametersOf(node, part, runDoc),
    isAsync: node.getChild('async') !== null,
    line,
  }
}

/** The text of the string that is the first statement; `undefined` if the first statement is none. */
export function docstringIn(node: SyntaxNode, source: string): string | undefined {
  const first = childrenOf(node).find(({ name }) => name !== ':' && name !== 'Comment')
  const value = first?.name === 'ExpressionStatement' ? first.firstChild : null
  if (value?.name !== 'String' && value?.name !== 'ContinuedString') return undefined
  const text = pythonLiteral(value, source)
  return typeof text === 'string' ? text : undefined
}

interface FoundRun {
  readonly node: SyntaxNode
  readonly source: string
  readonly line: number
}

/** The last one counts, as it does for Python. */
function findRun(top: SyntaxNode, source: string): FoundRun | undefined {
  for (const statement of [...childrenOf(top)].reverse()) {
    const node =
      statement.name === 'DecoratedStatement' ? statement.getChild('FunctionDefinition') : statement
    if (node?.name !== 'FunctionDefinition') continue
    const name = node.getChild('VariableName')
    if (name !== null && textOf(name, source) === 'run')
      return { node, source, line: lineAt(source, name.from) }
  }
  return undefined
}

/** A bracket that was never closed hides what follows it; `run` at the start of a line is still meant. */
async function findRunAfterMistake(source: string): Promise<FoundRun | undefined> {
  const start = /^(?:async[ \t]+)?def[ \t]+run[ \t]*\(/mu.exec(source)?.index
  if (start === undefined) return undefined
  const whole = await parsePython(source)
  for (let node: SyntaxNode | null = whole.resolveInner(start, 1); node !== null; node = node.parent) {
    if (['String', 'ContinuedString', 'FormatString', 'Comment'].includes(node.name)) return undefined
  }
  const rest = source.slice(start)
  const found = findRun((await parsePython(rest)).topNode, rest)
  return found && { ...found, line: found.line + lineAt(source, start) - 1 }
}

function parametersOf(run: SyntaxNode, source: string, doc: Docstring): readonly WorkflowParameter[] {
  const parameters: WorkflowParameter[] = []
  const list = run.getChild('ParamList')
  const tokens = list === null ? [] : childrenOf(list)
  for (const [index, token] of tokens.entries()) {
    if (token.name !== 'VariableName' || tokens[index - 1]?.name === 'AssignOp') continue
    const name = textOf(token, source)
    const star = tokens[index - 1]?.name
    let next = index + 1
    const annotation = tokens[next]?.name === 'TypeDef' ? tokens[next++] : undefined
    const hasDefault = tokens[next]?.name === 'AssignOp'
    const value = hasDefault ? tokens[next + 1] : undefined
    if (injected.has(name) && (value === undefined || source.slice(value.from, value.to) === 'None')) continue
    const description = doc.parameters.get(name) ?? ''
    if (star === '*' || star === '**') {
      const variadic = star === '*' ? 'args' : 'kwargs'
      parameters.push({
        name,
        type: star === '*' ? 'array' : 'object',
        required: false,
        description,
        variadic,
      })
      continue
    }
    const type = annotationType(annotation === undefined ? '' : textOf(annotation, source).replace(/^:/u, ''))
    const literal = value === undefined ? undefined : pythonLiteral(value, source)
    parameters.push({
      name,
      type,
      required: !hasDefault,
      ...(literal === undefined ? {} : { default: literal }),
      description,
    })
  }
  return parameters
}

/** The first place in a list of parameters that is no Python. */
function mistakeIn(list: SyntaxNode | null): SyntaxNode | undefined {
  if (list === null) return undefined
  for (const child of childrenOf(list)) {
    const found = child.type.isError ? child : mistakeIn(child)
    if (found !== undefined) return found
  }
  return undefined
}

function brokenSignature(name: string, line: number): CodeModeError {
  return new CodeModeError({
    code: 'WORKFLOW_INVALID',
    message: `The parameters of run in workflow "${name}" are no valid Python, line ${line}.`,
    hint: 'Write them as `def run(name: str, limit: int = 10):`.',
    details: { name, line },
  })
}

function missingRun(name: string, source: string, top: SyntaxNode): CodeModeError {
  const last = top.lastChild
  const line = last === null ? 1 : lineAt(source, last.from)
  return new CodeModeError({
    code: 'WORKFLOW_INVALID',
    message: `Workflow "${name}" has no run function (its source ends at line ${lineAt(source, source.trimEnd().length)}).`,
    hint: 'Define `def run(...)` or `async def run(...)` at the start of a line; its parameters are those of the workflow.',
    details: { name, line },
  })
}
