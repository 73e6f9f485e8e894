import { editDistance } from './edit-distance.ts'

/** How many names {@link didYouMean} lists before it gives only a count of the rest. */
const listedNames = 8

/** What two spellings of one name share: case, underscores and other separators put aside. */
function folded(name: string): string {
  const letters = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-./]+/gu, '')
  return letters === '' ? name : letters
}

/** A quarter to a third of the letters may be wrong, never all of a short name. */
function allowedEdits(length: number): number {
  if (length <= 2) return 0
  if (length <= 4) return 1
  return Math.min(4, Math.floor(length / 3))
}

/** Smaller is nearer; `undefined` is too far to suggest. */
function distance(wanted: string, candidate: string): number | undefined {
  if (wanted === candidate) return 0
  const shorter = wanted.length < candidate.length ? wanted : candidate
  const longer = shorter === wanted ? candidate : wanted
  const limit = allowedEdits(longer.length)
  const edits = editDistance(wanted, candidate, limit)
  if (edits <= limit) return edits
  // `invoice` for `invoice_totals`: a shared beginning of some length is a near miss too.
  if (shorter.length >= 3 && longer.startsWith(shorter)) {
    return limit + 1 + (longer.length - shorter.length) / longer.length
  }
  return undefined
}

/**
 * The candidate a caller most likely meant by `name`, by the number of letters wrong, missing,
 * extra or swapped. Case, underscores, dashes, dots and spaces do not count, and a name that
 * begins the candidate (or the other way round) is near as well.
 *
 * @returns the nearest candidate, the first of equals; `undefined` if none is near enough.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = folded(name.slice(0, 256))
  let best: string | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const far = distance(wanted, folded(candidate))
    if (far === undefined || far >= bestDistance) continue
    best = candidate
    bestDistance = far
  }
  return best
}

/**
 * The tail of a "not found" message: ` Did you mean "x"?`, or else ` There are: a, b, c.` with
 * at most eight names and a count of the rest, or an empty string if there are no candidates.
 * Begins with a space, so that it can follow a full stop.
 */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const names = [...candidates]
  if (names.length === 0) return ''
  const nearest = nearestName(name, names)
  if (nearest !== undefined) return ` Did you mean "${nearest}"?`
  const rest = names.length - listedNames
  const more = rest > 0 ? ` and ${rest} more` : ''
  return ` There are: ${names.slice(0, listedNames).join(', ')}${more}.`
}
