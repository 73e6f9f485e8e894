import { PYTHON_NAMES } from '../python/python-names.ts'
import { scanPython } from '../python/scan-python.ts'
import { callAt, parametersOf } from './call-at.ts'
import type { KnownNames } from './known-names.ts'

/** What may stand instead of the text from `from` to the cursor. */
export interface Completion {
  readonly from: number
  readonly candidates: readonly string[]
}

export interface CompletionSources {
  readonly names: KnownNames
  /** What earlier programs of the session bound. */
  readonly variables: Iterable<string>
  /** Commands of the prompt, with their `%`. */
  readonly commands: readonly string[]
}

const METHODS: Readonly<Record<string, readonly string[]>> = {
  tools: ['list(', 'search('],
  workflows: ['create(', 'delete(', 'get(', 'invoke(', 'list(', 'search('],
  artifacts: ['delete(', 'exists(', 'get(', 'list(', 'load(', 'save('],
  deps: ['add(', 'list(', 'remove(', 'sync('],
}

/** Calls whose first argument is the name of something that is there. */
const NAMED: readonly (readonly [before: RegExp, kind: 'artifacts' | 'workflows' | 'deps'])[] = [
  [/(?<![\w.])artifacts\.(?:load|get|exists|delete|save)\(\s*(?:name\s*=\s*)?$/u, 'artifacts'],
  [/(?<![\w.])workflows\.(?:invoke|get|delete)\(\s*(?:name\s*=\s*)?$/u, 'workflows'],
  [/(?<![\w.])deps\.remove\(\s*(?:name\s*=\s*)?$/u, 'deps'],
]

/** How the text before the cursor may go on. Reads texts and names only: nothing is run for it. */
export function complete(before: string, sources: CompletionSources): Completion {
  const { names } = sources
  const scan = scanPython(before)
  if (scan.inComment) return { from: before.length, candidates: [] }
  if (scan.string !== undefined) return inString(before, scan.string, names)
  const command = /^%\w*$/u.exec(before)
  if (command !== null) return matching(command[0], before, sources.commands)
  const path =
    /(?<![\p{N}])(?:[\p{L}_][\p{L}\p{N}_]*\.)*(?:[\p{L}_][\p{L}\p{N}_]*)?$/u.exec(before)?.[0] ?? ''
  const parts = path.split('.')
  const last = parts.at(-1) ?? ''
  if (before.at(-path.length - 1) === '.') return { from: before.length, candidates: [] }
  if (parts.length > 1) return matching(last, before, members(parts.slice(0, -1), last, names))
  const call = callAt(before, scan)
  const parameters = call === undefined ? [] : parametersOf(call, names).map((name) => `${name}=`)
  if (last === '') return matching('', before, parameters)
  return matching(last, before, [
    ...parameters,
    ...Object.keys(METHODS),
    ...sources.variables,
    ...PYTHON_NAMES,
  ])
}

function matching(last: string, before: string, candidates: readonly string[]): Completion {
  const hits = candidates.filter((one) => one.startsWith(last) && (last !== '' || !one.startsWith('_')))
  return { from: before.length - last.length, candidates: [...new Set(hits)].sort() }
}

function inString(
  before: string,
  string: { readonly quotes: string; readonly index: number },
  names: KnownNames,
): Completion {
  const start = string.index + string.quotes.length
  const kind = NAMED.find(([pattern]) => pattern.test(before.slice(0, string.index)))?.[1]
  if (kind === undefined) return { from: before.length, candidates: [] }
  const all = kind === 'workflows' ? names.workflows.map(({ name }) => name) : names[kind]
  const hits = all.filter((name) => name.startsWith(before.slice(start)))
  return { from: start, candidates: hits.map((name) => name + string.quotes).sort() }
}

function members(
  [namespace = '', tool, ...deeper]: readonly string[],
  last: string,
  names: KnownNames,
): readonly string[] {
  const methods = METHODS[namespace]
  if (methods === undefined || deeper.length > 0) return []
  if (tool !== undefined) {
    const found = namespace === 'tools' ? names.tools.find(({ name }) => name === tool) : undefined
    if (found === undefined) return []
    return [...found.callables.flatMap(({ name }) => (name === null ? [] : [`${name}(`])), 'list(']
  }
  if (namespace === 'tools') return [...names.tools.flatMap((one) => toolMember(one, last)), ...methods]
  return namespace === 'workflows' ? [...names.workflows.map(({ name }) => `${name}(`), ...methods] : methods
}

/** A tool, and what follows its name where there is only one choice or the name is typed already. */
function toolMember({ name, callables }: KnownNames['tools'][number], last: string): readonly string[] {
  const own = callables.some((one) => one.name === null)
  const others = callables.some((one) => one.name !== null)
  if (own !== others) return [`${name}${own ? '(' : '.'}`]
  return name === last ? [`${name}(`, `${name}.`] : [name]
}
