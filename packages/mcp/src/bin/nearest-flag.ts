/** The flag most likely meant: the one that shares most pairs of letters. Loading core for this would cost more than the answer. */
export function nearestFlag(name: string, names: readonly string[]): string | undefined {
  const scored = names.map((other) => ({ other, score: similarity(name.toLowerCase(), other) }))
  const best = scored.toSorted((left, right) => right.score - left.score)[0]
  return best !== undefined && best.score >= 0.4 ? best.other : undefined
}

function similarity(left: string, right: string): number {
  const [leftPairs, rightPairs] = [pairs(left), pairs(right)]
  const shared = [...leftPairs].filter((pair) => rightPairs.has(pair)).length
  return (2 * shared) / (leftPairs.size + rightPairs.size)
}

function pairs(text: string): ReadonlySet<string> {
  const marked = `^${text}$`
  return new Set(Array.from({ length: marked.length - 1 }, (_, index) => marked.slice(index, index + 2)))
}
