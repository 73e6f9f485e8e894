export interface Row {
  readonly what: string
  /** In milliseconds. */
  readonly median: number
  /** Smallest, in milliseconds. */
  readonly least: number
  readonly bound: string
  readonly holds: boolean
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export function row(
  what: string,
  values: readonly number[],
  bound: string,
  holds: (median: number) => boolean,
): Row {
  const middle = median(values)
  return { what, median: middle, least: Math.min(...values), bound, holds: holds(middle) }
}

export function printTable(rows: readonly Row[]): void {
  const width = Math.max(...rows.map(({ what }) => what.length))
  console.log(`${'measured'.padEnd(width)}  ${'least ms'.padStart(9)}  ${'median ms'.padStart(9)}  bound`)
  for (const { what, least, median: middle, bound, holds } of rows) {
    const mark = holds ? '✓' : '✗'
    console.log(
      `${what.padEnd(width)}  ${least.toFixed(3).padStart(9)}  ${middle.toFixed(3).padStart(9)}  ${mark} ${bound}`,
    )
  }
}
