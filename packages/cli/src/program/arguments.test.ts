import { describe, expect, it } from 'vitest'
import { readArguments } from './arguments.ts'
import { durationMs } from './duration.ts'
import { splitWords } from './editor.ts'

const parameters = [
  { name: 'text', type: 'string' },
  { name: 'count', type: 'integer' },
  { name: 'loud', type: 'boolean' },
  { name: 'items', type: 'array', itemType: 'integer' },
  { name: 'words', type: 'array' },
  { name: 'data', type: 'object' },
  { name: 'maybe', type: 'string | null' },
  { name: 'some', type: 'any' },
]

describe('arguments on the command line', () => {
  it.each([
    [['text=1'], { text: '1' }],
    [['text='], { text: '' }],
    [['text=a=b\nc'], { text: 'a=b\nc' }],
    [['count=-3'], { count: -3 }],
    [['count=three'], { count: 'three' }],
    [['loud=true'], { loud: true }],
    [['loud=False'], { loud: false }],
    [['items=1', 'items=2'], { items: [1, 2] }],
    [['items=[3, 4]'], { items: [3, 4] }],
    [['words=1'], { words: ['1'] }],
    [['data={"a": null}'], { data: { a: null } }],
    [['maybe=null'], { maybe: null }],
    [['maybe=None'], { maybe: 'None' }],
    [['some=[1]', 'text=x'], { some: [1], text: 'x' }],
    [['some=plain words'], { some: 'plain words' }],
    [['unknown=1'], { unknown: 1 }],
    [['__proto__=1'], JSON.parse('{"__proto__": 1}')],
  ])('%j is read by the types of the parameters', (words, expected) => {
    expect(readArguments(words, undefined, parameters)).toEqual(expected)
  })

  it('words go over --args, name by name', () => {
    expect(
      readArguments(['count=2', 'items=9'], '{"count": 1, "items": [1], "text": "t"}', parameters),
    ).toEqual({
      count: 2,
      items: [9],
      text: 't',
    })
  })
})

it.each([
  ['30s', 30_000],
  ['500ms', 500],
  ['2m', 120_000],
  ['1h', 3_600_000],
  ['1.5', 1_500],
  [' 2 S ', 2_000],
])('the duration %j is %i ms', (text, expected) => {
  expect(durationMs('timeout', text)).toBe(expected)
})

it.each(['', '0', '-1s', '1d', '1e3', 'NaN', '1.2.3s', 's'])('%j is no duration', (text) => {
  expect(() => durationMs('timeout', text)).toThrow(/^--timeout: ".*" is not a duration above zero/u)
})

it('the words of an editor may be quoted', () => {
  expect(splitWords(`"/opt/my editor" --wait 'a b' c`)).toEqual(['/opt/my editor', '--wait', 'a b', 'c'])
})
