export interface Row {
  readonly what: string
  /** The best of the values: the least time, the greatest rate. */
  readonly best: number
  readonly median: number
  readonly unit: string
  readonly bound: string
  readonly holds: boolean
}

export interface Measure {
  readonly what: string
  readonly values: readonly number[]
  /** @defaultValue 'ms' */
  readonly unit?: 'ms' | 'MB/s' | '1/s' | 'MB'
  readonly bound: string
  /** Judges the median. */
  readonly holds: (median: number) => boolean
}

/** The median, which is what bounds are about. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The smallest value that a share of `part` of all values does not exceed. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)] ?? Number.NaN
}

export function row({ what, values, unit = 'ms', bound, holds }: Measure): Row {
  const middle = median(values)
  const best = unit === 'ms' || unit === 'MB' ? Math.min(...values) : Math.max(...values)
  return { what, best, median: middle, unit, bound, holds: holds(middle) }
}

export function printTable(rows: readonly Row[]): void {
  const width = Math.max(...rows.map(({ what }) => what.length))
  console.log(`${'measured'.padEnd(width)}  ${'best'.padStart(9)}  ${'median'.padStart(9)}        bound`)
  for (const { what, best, median: middle, unit, bound, holds } of rows) {
    const cells = [best, middle].map((value) => value.toFixed(value < 100 ? 3 : 0).padStart(9))
    console.log(`${what.padEnd(width)}  ${cells.join('  ')} ${unit.padEnd(4)}  ${holds ? '✓' : '✗'} ${bound}`)
  }
}
