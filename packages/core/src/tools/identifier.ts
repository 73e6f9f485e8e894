const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/

/** Words that Python does not take as a name, and the names that the runtime itself gives. */
const PYTHON_KEYWORDS: ReadonlySet<string> = new Set([
  'False',
  'None',
  'True',
  'and',
  'as',
  'assert',
  'async',
  'await',
  'break',
  'class',
  'continue',
  'def',
  'del',
  'elif',
  'else',
  'except',
  'finally',
  'for',
  'from',
  'global',
  'if',
  'import',
  'in',
  'is',
  'lambda',
  'nonlocal',
  'not',
  'or',
  'pass',
  'raise',
  'return',
  'try',
  'while',
  'with',
  'yield',
])
const RESERVED_TOOL_NAMES: ReadonlySet<string> = new Set([
  'list',
  'search',
  'describe',
  'names',
  'call_sync',
  'call_async',
])
const RESERVED_CALLABLE_NAMES: ReadonlySet<string> = new Set(['list', 'call_sync', 'call_async'])

/** What a name is for. Tools and callables have reserved names of their own; a parameter has none. */
export type NameRole = 'tool' | 'callable' | 'parameter'

function isReserved(name: string, role: NameRole): boolean {
  if (role === 'tool') return RESERVED_TOOL_NAMES.has(name)
  return role === 'callable' && RESERVED_CALLABLE_NAMES.has(name)
}

/** The runtime answers no attribute that begins with an underscore: Python itself asks for many of those. */
function isHidden(name: string, role: NameRole): boolean {
  return role !== 'parameter' && name.startsWith('_')
}

/** Why agent code cannot write `name` in this role, as the end of a sentence, or `undefined` when it can. */
export function nameProblem(name: string, role: NameRole): string | undefined {
  if (isHidden(name, role))
    return `begins with an underscore, which agent code cannot reach as an attribute; write "${toIdentifier(name, role)}"`
  if (!IDENTIFIER.test(name))
    return `is not an identifier (letters, digits and _, not beginning with a digit); write "${toIdentifier(name, role)}"`
  if (PYTHON_KEYWORDS.has(name)) return `is a keyword of Python; write "${name}_"`
  if (isReserved(name, role))
    return `is reserved for a method of the ${role === 'tool' ? 'tools namespace' : 'tool'}; write "${name}_"`
  return undefined
}

/**
 * The nearest name that agent code can write: `read-file` becomes `read_file`, `import` becomes `import_`, `7z` of a tool
 * or a callable becomes `x7z`.
 */
export function toIdentifier(name: string, role: NameRole): string {
  const mapped = name.replaceAll(/[^A-Za-z0-9_]/g, '_')
  const prefix = role === 'parameter' ? '_' : 'x'
  const identifier = /^[A-Za-z_]/.test(mapped) && !isHidden(mapped, role) ? mapped : `${prefix}${mapped}`
  return PYTHON_KEYWORDS.has(identifier) || isReserved(identifier, role) ? `${identifier}_` : identifier
}

/**
 * Identifiers for names that others chose, in order, all different: a second name that maps to the same identifier
 * gets a number (`read_file`, `read_file_2`).
 */
export function toIdentifiers(names: readonly string[], role: NameRole): readonly string[] {
  // Names that need no mapping keep their own, whatever comes before them.
  const taken = new Set(names.filter((name) => nameProblem(name, role) === undefined))
  const exact = new Set<string>()
  return names.map((name) => {
    if (taken.has(name) && !exact.has(name)) {
      exact.add(name)
      return name
    }
    const base = toIdentifier(name, role)
    let identifier = base
    for (let count = 2; taken.has(identifier); count += 1) identifier = `${base}_${count}`
    taken.add(identifier)
    return identifier
  })
}
