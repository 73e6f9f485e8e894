import { expect, it } from 'vitest'
import { parseDuration } from './duration.ts'

it.each([
  ['30s', 30_000],
  ['500ms', 500],
  ['2m', 120_000],
  ['1h', 3_600_000],
  ['45', 45_000],
  ['1.5', 1_500],
])('reads %s as %i milliseconds', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds)
})

it.each(['', '0', '-5s', 'soon', '5 parsecs', 'NaN', '1e3'])(
  'refuses "%s" and says what would be right',
  (text) => {
    expect(() => parseDuration(text)).toThrow(
      `"${text}" is not a duration above zero. Write 30s, 500ms, 2m or a number of seconds.`,
    )
  },
)
