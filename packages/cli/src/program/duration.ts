import { UsageError } from './usage-error.ts'

const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1_000],
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
])

/**
 * Milliseconds of `30s`, `500ms`, `2m`, `1h`; a bare number is seconds.
 *
 * @throws UsageError for anything else, and for what is not above zero.
 */
export function durationMs(option: string, text: string): number {
  const match = /^\s*([\d.]+)\s*(\p{L}*)\s*$/u.exec(text)
  const milliseconds = Number(match?.[1]) * (UNITS.get(match?.[2]?.toLowerCase() ?? '') ?? Number.NaN)
  if (milliseconds > 0) return milliseconds
  throw new UsageError(
    `--${option}: "${text}" is not a duration above zero. Write 30s, 500ms, 2m or a number of seconds.`,
  )
}
