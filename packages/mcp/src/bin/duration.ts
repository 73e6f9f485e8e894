const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, '': 1_000 }

/**
 * Milliseconds of a duration as people write it on a command line: `30s`, `500ms`, `2m`, `1h`; a bare number is seconds.
 *
 * @throws TypeError when it is something else, zero or negative.
 */
export function parseDuration(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/u.exec(text.trim().toLowerCase()) ?? []
  const factor = UNITS[unit]
  const milliseconds = number === undefined || factor === undefined ? 0 : Number(number) * factor
  if (!(milliseconds > 0)) {
    throw new TypeError(
      `"${text}" is not a duration above zero. Write 30s, 500ms, 2m or a number of seconds.`,
    )
  }
  return milliseconds
}

/** Milliseconds of a flag's duration. @throws TypeError that names the flag */
export function duration(flag: string, text: string): number {
  try {
    return parseDuration(text)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new TypeError(`--${flag}: ${message}`, { cause: error })
  }
}
