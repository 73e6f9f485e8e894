const names: Readonly<Record<string, string>> = {
  str: 'string',
  int: 'integer',
  float: 'number',
  complex: 'number',
  bool: 'boolean',
  list: 'array',
  tuple: 'array',
  set: 'array',
  frozenset: 'array',
  Sequence: 'array',
  Iterable: 'array',
  List: 'array',
  Tuple: 'array',
  Set: 'array',
  dict: 'object',
  Dict: 'object',
  Mapping: 'object',
  None: 'null',
  Any: 'any',
  object: 'any',
}

/** The JSON name of a Python annotation, for people: `Optional[int]` is `integer | null`. Unknown ones stay as written. */
export function annotationType(annotation: string): string {
  const text = annotation.trim().replace(/\s+/gu, ' ')
  if (text === '') return 'any'
  const quoted = /^(["'])(.*)\1$/u.exec(text)?.[2]
  if (quoted !== undefined) return annotationType(quoted)
  const alternatives = splitOutside(text, '|')
  if (alternatives.length > 1) return union(alternatives)
  const generic = /^(?:[A-Za-z_]\w*\.)*([A-Za-z_]\w*)\s*\[(.*)\]$/u.exec(text)
  if (generic === null) {
    const bare = text.replace(/^(?:typing|t|collections\.abc)\./u, '')
    return Object.hasOwn(names, bare) ? (names[bare] ?? text) : text
  }
  const [, outer = '', inner = ''] = generic
  if (outer === 'Optional') return union([inner, 'None'])
  if (outer === 'Union') return union(splitOutside(inner, ','))
  if (outer === 'Annotated' || outer === 'Final' || outer === 'Required')
    return annotationType(splitOutside(inner, ',')[0] ?? '')
  if (outer === 'Literal') return splitOutside(inner, ',').join(' | ')
  return Object.hasOwn(names, outer) ? (names[outer] ?? text) : text
}

function union(parts: readonly string[]): string {
  const types = [
    ...new Set(parts.filter((part) => part !== '').flatMap((part) => annotationType(part).split(' | '))),
  ]
  return types.includes('any')
    ? 'any'
    : types.sort((a, b) => Number(a === 'null') - Number(b === 'null')).join(' | ')
}

/** Splits where no bracket or quote is open. */
function splitOutside(text: string, separator: string): readonly string[] {
  const parts = ['']
  let depth = 0
  let quote = ''
  for (const char of text) {
    if (quote !== '') quote = char === quote ? '' : quote
    else if (char === '"' || char === "'") quote = char
    else if ('[('.includes(char)) depth++
    else if ('])'.includes(char)) depth--
    else if (char === separator && depth === 0) {
      parts.push('')
      continue
    }
    parts[parts.length - 1] += char
  }
  return parts.map((part) => part.trim())
}
