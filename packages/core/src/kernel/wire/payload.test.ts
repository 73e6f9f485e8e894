import { describe, expect, it } from 'vitest'
import { decodePayload, encodePayload } from './payload.ts'
import type { Value } from './value.ts'
import { WireViolation } from './wire-violation.ts'

function roundTrip(value: Value): Value {
  return decodePayload(encodePayload(value)).value
}

function raw(json: string, table = '', parts: Uint8Array = new Uint8Array()): Buffer {
  const prefix = Buffer.alloc(8)
  prefix.writeUInt32BE(Buffer.byteLength(table), 0)
  prefix.writeUInt32BE(Buffer.byteLength(json), 4)
  return Buffer.concat([prefix, Buffer.from(table), Buffer.from(json), parts])
}

describe('payload', () => {
  it.each<[string, Value]>([
    ['plain data', { a: [1, 2.5, 'ä', null, true], b: {} }],
    ['bytes inside data', { file: new Uint8Array([0, 255, 7]), also: [new Uint8Array([1])] }],
    ['an integer beyond 2^53', [2n ** 80n, -(2n ** 70n)]],
    ['numbers that are not finite', [Number.NaN, Infinity, -Infinity]],
    [
      'a map with keys that are not text',
      new Map<Value, Value>([
        [1, 'one'],
        [null, new Uint8Array([9])],
      ]),
    ],
    ['text that looks like a reference', { $bytes: 0, '[0]': 'bytes' }],
    [
      'a map inside a map',
      new Map<Value, Value>([[2n ** 60n, new Map<Value, Value>([[true, [Number.NaN]]])]]),
    ],
  ])('carries %s there and back', (_, value) => {
    expect(roundTrip(value)).toEqual(value)
  })

  it('says whether plain JSON was enough', () => {
    expect(decodePayload(encodePayload({ a: 1 })).plain).toBe(true)
    expect(decodePayload(encodePayload({ a: Number.NaN })).plain).toBe(false)
  })

  it('replaces a lone surrogate instead of sending broken UTF-8', () => {
    expect(roundTrip('a\ud800b')).toBe('a\ufffdb')
  })

  it('keeps a "__proto__" key as a plain key of its own', () => {
    const { value } = decodePayload(
      raw(
        '{"__proto__": {"polluted": null}}',
        '{"parts":[1],"marks":[[["__proto__","polluted"],"bytes",0]]}',
        new Uint8Array([5]),
      ),
    )
    expect(Object.hasOwn(value as object, '__proto__')).toBe(true)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('names the place of a value that cannot be carried', () => {
    expect(() => encodePayload({ list: [new Date(0) as unknown as Value] })).toThrow(
      'list.0 is an instance of Date',
    )
  })

  it.each<[string, Buffer]>([
    ['cut off', Buffer.from([0, 0, 0])],
    ['a length beyond the end', raw('{}').fill(0xff, 4, 8)],
    ['bytes beyond the end', Buffer.concat([raw('1'), Buffer.from('x')])],
    ['not JSON', raw('{nope}')],
    ['too deep', raw('['.repeat(201) + ']'.repeat(201))],
    ['a mark to nothing', raw('[null]', '{"parts":[0],"marks":[[[1],"bytes",0]]}')],
    ['a mark along the prototype', raw('{}', '{"parts":[0],"marks":[[["constructor"],"bytes",0]]}')],
    ['a part that is not there', raw('[null]', '{"parts":[],"marks":[[[0],"bytes",0]]}')],
    ['a part longer than the body', raw('[null]', '{"parts":[9],"marks":[[[0],"bytes",0]]}')],
    ['a negative part', raw('[null]', '{"parts":[-1],"marks":[]}')],
    ['an unknown kind', raw('[null]', '{"parts":[],"marks":[[[0],"code",0]]}')],
    ['a big integer of letters', raw('[null]', '{"parts":[],"marks":[[[0],"int","1e9"]]}')],
    ['pairs that are none', raw('[[1]]', '{"parts":[],"marks":[[[],"pairs",null]]}')],
  ])('refuses a payload that is %s', (_, bytes) => {
    expect(() => decodePayload(bytes)).toThrow(WireViolation)
  })
})
