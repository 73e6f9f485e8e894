import { describe, expect, it } from 'vitest'
import { readResult } from './run-result-message.ts'
import { encodePayload } from './wire/payload.ts'
import type { Value } from './wire/value.ts'
import { WireViolation } from './wire/wire-violation.ts'

const read = (fields: Record<string, Value>): unknown => readResult(encodePayload(fields), true)
const value = { a: ['x', 1], o: { k: 'y' }, t: 'z' }
const result = { kind: 'json', value, text: '…' } as const

describe('a result of the guest', () => {
  it('is read with its places and lengths', () => {
    expect(read(result)).toMatchObject({ kind: 'json', value, asText: [], shown: false, textOf: undefined })
    const places = [
      [['a', 0], 'bytes'],
      [['o'], 'dict'],
      [[], 'dict'],
    ]
    expect(read({ ...result, asText: places, shown: true, textOf: 9 })).toMatchObject({
      asText: [
        { path: ['a', 0], type: 'bytes' },
        { path: ['o'], type: 'dict' },
        { path: [], type: 'dict' },
      ],
      shown: true,
      textOf: 9,
    })
  })

  it.each<[string, Record<string, Value>]>([
    ['a place that is not there', { asText: [[['b'], 'bytes']] }],
    ['an index that is not there', { asText: [[['a', 2], 'bytes']] }],
    ['a negative index', { asText: [[['a', -1], 'bytes']] }],
    ['an index that is no number', { asText: [[['a', 'length'], 'bytes']] }],
    ['a place inside a text', { asText: [[['t', 0], 'bytes']] }],
    ['a place with a number', { asText: [[['a', 1], 'int']] }],
    ['a place with a list', { asText: [[['a'], 'list']] }],
    ['a place of the prototype', { asText: [[['__proto__'], 'dict']] }],
    ['a place of a method', { asText: [[['toString'], 'function']] }],
    ['a type that is no text', { asText: [[['t'], 5]] }],
    ['a place without a type', { asText: [[['t']]] }],
    ['a path that is no list', { asText: [['t', 'bytes']] }],
    ['places that are no list', { asText: { 0: [['t'], 'bytes'] } }],
    ['places of a text', { kind: 'text', value: null, asText: [] }],
    ['a length below zero', { textOf: -1 }],
    ['a sign of another kind', { shown: 1 }],
  ])('with %s breaks the rules', (_, fields) => {
    expect(() => read({ ...result, ...fields })).toThrow(WireViolation)
  })
})
