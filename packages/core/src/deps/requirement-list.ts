import { normalizeName, parseRequirement } from './requirement.ts'

/**
 * The list with `spec` in it: in the place of the requirement on the same package, else at the end.
 *
 * @throws CodeModeError `REQUIREMENT_INVALID` when `spec` is refused.
 */
export function mergeRequirement(list: readonly string[], spec: string): readonly string[] {
  const requirement = parseRequirement(spec)
  const isSame = (item: string): boolean => keyOf(item) === requirement.key
  const place = list.findIndex(isSame)
  if (place === -1) return [...list, requirement.text]
  // A hand-written list may name a package twice; one is left.
  return list.flatMap((item, index) => (index === place ? [requirement.text] : isSame(item) ? [] : [item]))
}

/** The list without the package that `name` (a name or a whole requirement) stands for. */
export function removeRequirement(list: readonly string[], name: string): readonly string[] {
  const key = keyOf(name)
  return list.filter((item) => keyOf(item) !== key)
}

/** Comparable name of a list's item, which a person may have written in a form that is refused. */
function keyOf(item: string): string {
  return normalizeName(/^\s*([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(item)?.[1] ?? item.trim())
}
