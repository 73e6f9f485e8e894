import { describe, expect, it } from 'vitest'
import { asRecord } from './fuzz/as-record.ts'
import { ARGUMENTS, CALL, VIOLATIONS } from './fuzz/attacks.ts'
import { frameBytes, payloadBytes } from './fuzz/frames.ts'
import { ended, type Running, running, within } from './fuzz/fuzz-kernel.ts'

const OK = { kind: 'json', value: 2, text: '2' }
const RESULT = { type: 'result', run: '1', ok: true } as const

/** In the middle of a run; a call that wants a stream gets one, a call of `never` no answer. */
async function midRun(): Promise<Running> {
  const state = await running({
    onCall: async (call) => {
      if (call.namespace === 'never') await new Promise(() => {})
      const { kwargs } = await call.arguments()
      return { value: kwargs['want'] === 'stream' ? 'x'.repeat(3_000_000) : null }
    },
  })
  await state.forged.hear('run')
  return state
}

async function expectViolation({ forged, kernel, outcome }: Running): Promise<void> {
  const end = await ended(kernel)
  expect(end.violation).toEqual(expect.any(String))
  expect(forged.killed).toBe(true)
  expect(await outcome).toMatchObject({ status: 'died', end: { violation: end.violation } })
}

describe.each(Object.entries(VIOLATIONS))('%s ends the guest', (_, mechanisms) => {
  it.each(Object.entries(mechanisms))('%s', async (_mechanism, attack) => {
    const state = await midRun()
    attack(state.forged)
    await expectViolation(state)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})

describe('a field of a wrong type ends the guest', () => {
  const MESSAGES: readonly object[] = [
    { type: 'ready', wire: 1, language: 'python', version: '3', implementation: 'cpython' },
    { type: 'output', run: '1', channel: 'stdout' },
    { type: 'display', run: '1', stream: 1 },
    { ...CALL, payloadBytes: 31, stream: 1 },
    { type: 'cancel', call: 1 },
    { type: 'result', run: '1', ok: true, stream: 1 },
    { type: 'chunk', stream: 1, last: true, failed: false },
    { type: 'credit', stream: 1, bytes: 1 },
  ]
  const KINDS: Readonly<Record<string, unknown>> = {
    null: null,
    boolean: true,
    number: 1,
    fraction: 1.5,
    text: 'x',
    list: [],
    object: {},
  }
  const kindOf = (value: unknown): string =>
    value === null
      ? 'null'
      : Array.isArray(value)
        ? 'list'
        : typeof value === 'string'
          ? 'text'
          : typeof value
  const cases = MESSAGES.flatMap((message) => {
    const fields = asRecord(message)
    const replaced = (owner: Record<string, unknown>, put: (value: Record<string, unknown>) => object) =>
      Object.keys(owner).flatMap((field) =>
        Object.entries(KINDS)
          .filter(([kind]) => kind !== kindOf(owner[field]))
          .map(
            ([kind, value]) =>
              [String(fields['type']), field, kind, put({ ...owner, [field]: value })] as const,
          ),
      )
    const site = asRecord(fields['site'])
    return [
      ...replaced(fields, (changed) => changed),
      ...replaced(site, (changed) => ({ ...fields, site: changed })).filter(
        ([, field, kind]) => !(field === 'workflow' && kind === 'text'),
      ),
    ]
  })

  it(`in each of ${cases.length} combinations of message, field and type`, async () => {
    expect(cases.length).toBeGreaterThan(200)
    for (const [type, field, kind, message] of cases) {
      const state = await midRun()
      state.forged.send(message)
      const end = await ended(state.kernel)
      expect(end.violation, `${field} of ${type} as ${kind}`).toEqual(expect.any(String))
    }
  })
})

describe('a frame that is cut', () => {
  it('at every kind of boundary is a guest that crashed: the run ends at once, with no violation', async () => {
    const frame = frameBytes(JSON.stringify(CALL), payloadBytes('{"args":[],"kwargs":{}}'))
    const headerEnd = 8 + JSON.stringify(CALL).length
    for (const end of [
      1,
      4,
      7,
      8,
      9,
      headerEnd - 1,
      headerEnd,
      headerEnd + 1,
      headerEnd + 8,
      frame.length - 1,
    ]) {
      const { forged, kernel, outcome } = await midRun()
      forged.raw(frame.subarray(0, end))
      forged.leave()
      expect(await within(2_000, 'the outcome', outcome)).toMatchObject({
        status: 'died',
        end: { exit: { code: 0 } },
      })
      expect((await ended(kernel)).violation).toBeUndefined()
    }
  })

  it('between the chunks of a body fails whoever reads it, and the run', async () => {
    let failure: unknown
    const { forged, outcome } = await running({
      onCall: async (call) => {
        await call.arguments().catch((error: unknown) => (failure = error))
        return { value: null }
      },
    })
    await forged.hear('run')
    forged.send({ ...CALL, stream: 1 })
    forged.send({ type: 'chunk', stream: 1, last: false }, new Uint8Array(100_000))
    forged.leave()
    expect((await within(2_000, 'the outcome', outcome)).status).toBe('died')
    expect(failure).toBeInstanceOf(Error)
  })

  it('inside a stream that it announced for its result ends with the guest', async () => {
    const { forged, outcome } = await midRun()
    forged.send({ ...RESULT, stream: 1 })
    forged.send({ type: 'chunk', stream: 1, last: false }, payloadBytes('{}').subarray(0, 5))
    forged.leave()
    expect((await within(2_000, 'the outcome', outcome)).status).toBe('died')
  })
})

describe('odd but allowed', () => {
  it('prototype keys arrive as plain data of their own', async () => {
    const seen: Record<string, unknown>[] = []
    const { forged, outcome, displays } = await running({
      onCall: async (call) => {
        seen.push((await call.arguments()).kwargs as Record<string, unknown>)
        return { value: null }
      },
    })
    await forged.hear('run')
    const text = '{"args":[],"kwargs":{"__proto__":{"polluted":1},"constructor":{"prototype":null}}}'
    forged.raw(frameBytes(JSON.stringify(CALL), payloadBytes(text)))
    const marked = '{"parts":[],"marks":[[["kwargs","__proto__","polluted"],"float","nan"]]}'
    forged.raw(frameBytes(JSON.stringify({ ...CALL, call: 2 }), payloadBytes(text, marked)))
    forged.raw(frameBytes('{"type":"display","run":"1"}', payloadBytes('{"__proto__":"x","text/plain":"y"}')))
    await forged.hear('return', 1)
    forged.send(RESULT, OK)
    expect(await outcome).toMatchObject({ status: 'ok', value: 2 })
    for (const kwargs of [...seen, ...(displays as Record<string, unknown>[])]) {
      expect(Object.hasOwn(kwargs, '__proto__')).toBe(true)
      expect(Object.getPrototypeOf(kwargs)).toBe(Object.prototype)
    }
    expect(seen).toHaveLength(2)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it.each([
    ['a payload announced as enormous', { ...CALL, payloadBytes: 2 ** 52 }, payloadBytes('{}')],
    [
      'an integer of a million digits',
      CALL,
      payloadBytes(
        '{"args":[null],"kwargs":{}}',
        `{"parts":[],"marks":[[["args",0],"int","${'9'.repeat(900_000)}"]]}`,
      ),
    ],
  ] as const)('%s fails its call with LIMIT_EXCEEDED and nothing else', async (_, message, body) => {
    const { forged, outcome } = await midRun()
    forged.send(message, body)
    expect(await forged.hear('return')).toMatchObject({ call: 1, ok: false })
    forged.send({ ...CALL, call: 2 }, ARGUMENTS)
    expect(await forged.hear('return', 1)).toMatchObject({ call: 2, ok: true })
    forged.send(RESULT, OK)
    expect((await outcome).status).toBe('ok')
  })
})
