import { describe, expect, it } from 'vitest'
import { parseGuestMessage } from './messages.ts'
import { WireViolation } from './wire-violation.ts'

const SITE = { file: 'cell-1', line: 1, column: 0, workflow: null }
const CALL = {
  type: 'call',
  call: 1,
  run: '1',
  namespace: 'tools',
  method: 'git.log',
  site: SITE,
  occurrence: 0,
}

function parse(message: unknown): unknown {
  return parseGuestMessage(Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)))
}

describe('envelopes from a guest', () => {
  it('are taken when they fit', () => {
    expect(parse(CALL)).toEqual(CALL)
    expect(parse({ type: 'output', run: '3', channel: 'stderr' })).toEqual({
      type: 'output',
      run: '3',
      channel: 'stderr',
    })
  })

  it.each<[string, unknown]>([
    ['not JSON', '{'],
    ['an array', []],
    ['null', 'null'],
    ['of an unknown type', { type: 'exec' }],
    ['of a type found on the prototype', { type: 'constructor' }],
    ['without a type', {}],
    ['with an unknown field', { ...CALL, extra: 1 }],
    ['with a field missing', { type: 'cancel' }],
    ['with a fractional id', { ...CALL, call: 1.5 }],
    ['with an id as text', { ...CALL, call: '1' }],
    ['with an id of zero', { type: 'cancel', call: 0 }],
    ['with a method that is too long', { ...CALL, method: 'x'.repeat(257) }],
    ['with a site that is wrong', { ...CALL, site: { ...SITE, line: '1' } }],
    ['with a "__proto__" field', '{"type":"cancel","call":1,"__proto__":{}}'],
    ['that would come from the host', { type: 'run', run: '1', mode: 'exec', file: 'x' }],
  ])('are refused when they are %s', (_, message) => {
    expect(() => parse(message)).toThrow(WireViolation)
  })
})
