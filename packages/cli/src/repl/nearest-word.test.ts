import { expect, it } from 'vitest'
import { nearestWord } from './nearest-word.ts'

it.each([
  ['tiem', 'time'],
  ['t', 'time'],
  ['timeit', 'time'],
  ['rest', 'reset'],
  ['tool', 'tools'],
  ['exit', 'quit'],
  ['matplotlib', undefined],
  ['', undefined],
] as const)('for %j the nearest word is %j', (word, nearest) => {
  expect(nearestWord(word, ['time', 'reset', 'tools', 'help', 'quit'])).toBe(nearest)
})
