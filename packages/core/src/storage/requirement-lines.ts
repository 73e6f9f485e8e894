/** The requirements in the text of a requirements file: no comments, no blank lines, in order. */
export function readRequirements(text: string): readonly string[] {
  return text
    .split(/\r?\n/u)
    .map(requirementOf)
    .filter((requirement) => requirement !== '')
}

/**
 * The text with another list of requirements. A line that stays is kept as it is, with its comment, and so are the
 * lines that are only a comment; new requirements come at the end.
 */
export function replaceRequirements(text: string, requirements: readonly string[]): string {
  for (const requirement of requirements) {
    if (
      typeof requirement === 'string' &&
      requirement !== '' &&
      requirementOf(requirement) === requirement &&
      !/[\r\n]/u.test(requirement)
    )
      continue
    throw new TypeError(
      `A requirement must be one line without a comment, not ${JSON.stringify(requirement)}.`,
    )
  }
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const lines = text.split(/\r?\n/u)
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop()
  const wanted = [...new Set(requirements)]
  const missing = new Set(wanted)
  const kept = lines.filter((line) => {
    const requirement = requirementOf(line)
    return requirement === '' || missing.delete(requirement)
  })
  const result = inOrder(kept, wanted, missing)
  return result.length === 0 ? '' : result.join(eol) + eol
}

/** Keeps the lines where they are if the order allows it; otherwise the requirements follow the comments. */
function inOrder(
  kept: readonly string[],
  wanted: readonly string[],
  missing: ReadonlySet<string>,
): readonly string[] {
  const simple = [...kept, ...missing]
  const order = simple.map(requirementOf).filter((requirement) => requirement !== '')
  if (order.every((requirement, index) => requirement === wanted[index])) return simple
  const lineOf = new Map(kept.map((line) => [requirementOf(line), line]))
  const comments = kept.filter((line) => requirementOf(line) === '')
  return [...comments, ...wanted.map((requirement) => lineOf.get(requirement) ?? requirement)]
}

function requirementOf(line: string): string {
  // pip's own rule: a comment begins at the start or after white space, so that a URL's fragment is none.
  return line.replace(/(^|\s)#.*$/u, '').trim()
}
