import { CodeModeError } from '../errors/code-mode-error.ts'

/** One clause of a version specifier, for instance `>=` and `2.1`. */
export interface VersionClause {
  readonly operator: string
  readonly version: string
}

/** A package requirement of the accepted forms: a name, extras, and version clauses. */
export interface Requirement {
  /** As given. */
  readonly name: string
  /** The name by which packages are compared, see {@link normalizeName}. */
  readonly key: string
  readonly extras: readonly string[]
  readonly clauses: readonly VersionClause[]
  /** The requirement in its shortest spelling: `name[a,b]>=1,<2`. */
  readonly text: string
}

/** Characters in one requirement. */
export const MAXIMUM_REQUIREMENT_LENGTH: number = 256

const NAME = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?'
const SHAPE = new RegExp(`^(${NAME})\\s*(?:\\[([^\\]]*)\\])?\\s*(.*)$`)
const CLAUSE = /^(===|~=|==|!=|<=|>=|<|>)\s*([A-Za-z0-9][A-Za-z0-9._+!-]*(?:\.\*)?)$/
const WHOLE_NAME = new RegExp(`^${NAME}$`)

/** A package name as PEP 503 compares it: lower case, with runs of `-`, `_` and `.` as one dash. */
export function normalizeName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-')
}

/**
 * Reads a requirement by the rule of PEP 508, without URLs, markers, options and paths.
 *
 * @throws CodeModeError `REQUIREMENT_INVALID` with the reason.
 */
export function parseRequirement(spec: string): Requirement {
  if (typeof spec !== 'string') throw new TypeError(`A requirement must be a string, not ${typeof spec}.`)
  const text = spec.trim()
  const refused = refusal(spec, text)
  if (refused !== undefined) throw invalid(spec, refused)
  const [, name = '', extrasText, rest = ''] = SHAPE.exec(text) ?? []
  if (name === '')
    throw invalid(spec, 'it does not begin with a package name (letters, digits, ".", "_" and "-")')
  const extras = extrasText === undefined ? [] : readExtras(spec, extrasText)
  const clauses = readClauses(spec, rest)
  const suffix = extras.length === 0 ? '' : `[${extras.join(',')}]`
  return {
    name,
    key: normalizeName(name),
    extras,
    clauses,
    text: `${name}${suffix}${clauses.map((clause) => clause.operator + clause.version).join(',')}`,
  }
}

function refusal(spec: string, text: string): string | undefined {
  if (text === '') return 'it is empty'
  if (spec.length > MAXIMUM_REQUIREMENT_LENGTH) {
    return `it has ${spec.length} characters; the limit is ${MAXIMUM_REQUIREMENT_LENGTH}`
  }
  if (/[\p{Cc}\u2028\u2029]/u.test(text))
    return 'it holds a line break or another control character; give one requirement at a time'
  if (text.startsWith('-'))
    return 'it begins with a dash, as an option of the installer does; only packages can be named'
  if (text.includes('://') || text.includes('@'))
    return 'URLs and direct references ("@") are refused; name a package of the index'
  if (text.includes(';'))
    return 'environment markers (";") are refused; leave the marker out, as there is one interpreter only'
  if (/[/\\]/.test(text) || /^[.~]/.test(text))
    return 'it is a path; local files are refused, name a package of the index'
  if (text.includes('#')) return 'comments and hashes ("#") are refused'
  return undefined
}

function readExtras(spec: string, text: string): readonly string[] {
  const extras = text
    .split(',')
    .map((extra) => extra.trim())
    .filter((extra) => extra !== '')
  for (const extra of extras) {
    if (!WHOLE_NAME.test(extra)) throw invalid(spec, `the extra "${extra}" is not a name`)
  }
  return [...new Set(extras)].sort()
}

function readClauses(spec: string, text: string): readonly VersionClause[] {
  const inner = text.startsWith('(') && text.endsWith(')') ? text.slice(1, -1) : text
  if (inner.trim() === '') return []
  return inner.split(',').map((part) => {
    const [, operator, version] = CLAUSE.exec(part.trim()) ?? []
    if (operator === undefined || version === undefined) {
      const hint = /^=[^=]/.test(part.trim()) ? ' (did you mean "=="?)' : ''
      throw invalid(spec, `"${part.trim()}" is not a version specifier such as ">=2.1" or "==1.4"${hint}`)
    }
    return { operator, version }
  })
}

function invalid(spec: string, reason: string): CodeModeError {
  const shown = JSON.stringify(spec.length > 80 ? `${spec.slice(0, 80)}…` : spec)
  return new CodeModeError({
    code: 'REQUIREMENT_INVALID',
    message: `The requirement ${shown} was refused: ${reason}.`,
    hint: 'Right are, for instance: pandas, pandas>=2, "requests[socks]>=2.31,<3".',
    details: { requirement: shown, reason },
  })
}
