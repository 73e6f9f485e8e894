import { describe, expect, it } from 'vitest'
import type { CallHandler } from '../../src/kernel/guest-call.ts'
import { Kernel } from '../../src/kernel/kernel.ts'
import type { RunOutcome } from '../../src/kernel/run-outcome.ts'
import { encodeFrame } from '../../src/kernel/wire/framing.ts'
import { type ForgedGuest, forgedGuest, SITE } from '../support/forged-guest.ts'

const CALL = { type: 'call', call: 1, run: '1', namespace: 'tools', method: 'a.b', site: SITE, occurrence: 0 }
const ARGUMENTS = { args: [], kwargs: {} }
const OK = { kind: 'json', value: 2, text: '2' }

async function running(onCall: CallHandler = () => Promise.resolve({ value: null })): Promise<{
  readonly forged: ForgedGuest
  readonly kernel: Kernel
  readonly outcome: Promise<RunOutcome>
  readonly late: string[]
}> {
  const forged = forgedGuest()
  const late: string[] = []
  const kernel = await Kernel.start({
    guest: forged.guest,
    onCall,
    onBackground: (runId, channel, text) => late.push(`${runId} ${channel} ${text}`),
    runtimeDeps: true,
  })
  const outcome = run(kernel, 'first')
  await forged.hear('run')
  return { forged, kernel, outcome, late }
}

function run(kernel: Kernel, runId: string, timeoutMs = 20_000): Promise<RunOutcome> {
  return kernel.run({
    runId,
    mode: 'exec',
    body: { code: '1' },
    fileName: 'cell-1',
    timeoutMs,
    onOutput: () => {},
    onDisplay: () => {},
  })
}

const VIOLATIONS: readonly (readonly [string, (forged: ForgedGuest) => void])[] = [
  ['a frame of a huge length', (forged) => forged.raw(Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]))],
  [
    'a header that is not JSON',
    (forged) => forged.raw(Buffer.concat([Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]), Buffer.from('{x')])),
  ],
  ['an unknown message', (forged) => forged.send({ type: 'hello' })],
  [
    'a second "ready"',
    (forged) =>
      forged.send({ type: 'ready', wire: 1, language: 'python', version: '3', implementation: 'cpython' }),
  ],
  ['a result of a run never issued', (forged) => forged.send({ type: 'result', run: '2', ok: true }, OK)],
  [
    'output of a run never issued',
    (forged) => forged.send({ type: 'output', run: '99', channel: 'stdout' }, Buffer.from('x')),
  ],
  [
    'a run id that is no number',
    (forged) => forged.send({ type: 'output', run: '1e0', channel: 'stdout' }, Buffer.from('x')),
  ],
  [
    'a second result',
    (forged) => (
      forged.send({ type: 'result', run: '1', ok: true }, OK),
      forged.send({ type: 'result', run: '1', ok: true }, OK)
    ),
  ],
  [
    'a result without its fields',
    (forged) => forged.send({ type: 'result', run: '1', ok: true }, { value: 1 }),
  ],
  ['a result that is an array', (forged) => forged.send({ type: 'result', run: '1', ok: true }, [])],
  [
    'an error without a message',
    (forged) => forged.send({ type: 'result', run: '1', ok: false }, { name: 'X', kind: 'program' }),
  ],
  ['a call id used twice', (forged) => (forged.send(CALL, ARGUMENTS), forged.send(CALL, ARGUMENTS))],
  ['a cancel of a call never made', (forged) => forged.send({ type: 'cancel', call: 7 })],
  ['a call with arguments that are none', (forged) => forged.send(CALL, [1, 2])],
  [
    'a chunk of a stream never opened',
    (forged) => forged.send({ type: 'chunk', stream: 3, last: true }, new Uint8Array(1)),
  ],
  ['credit for a stream never opened', (forged) => forged.send({ type: 'credit', stream: 3, bytes: 5 })],
  [
    'a stream id used twice',
    (forged) => (forged.send({ ...CALL, stream: 1 }), forged.send({ ...CALL, call: 2, stream: 1 })),
  ],
  [
    'a payload that is cut off',
    (forged) => forged.send({ type: 'result', run: '1', ok: true }, new Uint8Array(4)),
  ],
  [
    'a payload with a lying length',
    (forged) =>
      forged.send({ type: 'result', run: '1', ok: true }, Buffer.from([0, 0, 0, 0, 0x7f, 0, 0, 0, 1])),
  ],
  [
    'more chunks than were granted',
    (forged) => {
      forged.send({ ...CALL, namespace: 'never', stream: 1 })
      for (let index = 0; index < 6; index += 1)
        forged.send({ type: 'chunk', stream: 1, last: false }, new Uint8Array(262_144))
    },
  ],
  [
    'more calls at once than are allowed',
    (forged) => {
      for (let call = 1; call <= 300; call += 1) forged.send({ ...CALL, call, namespace: 'never' }, ARGUMENTS)
    },
  ],
]

describe('a hostile guest', () => {
  it.each(VIOLATIONS)('is ended for %s', async (_, attack) => {
    const { forged, kernel } = await running(async (call) => {
      if (call.namespace === 'never') await new Promise(() => {})
      return { value: [...(await call.arguments()).args] }
    })
    attack(forged)
    const end = await kernel.ended
    expect(end.violation).toEqual(expect.any(String))
    expect(forged.killed).toBe(true)
  })

  it('fails its run, and the host goes on with another guest', async () => {
    const { forged, outcome } = await running()
    forged.raw(Buffer.alloc(64, 0xff))
    expect(await outcome).toMatchObject({
      status: 'died',
      end: { violation: expect.stringContaining('header') },
    })
    const next = await running()
    next.forged.send({ type: 'result', run: '1', ok: true }, OK)
    expect(await next.outcome).toMatchObject({ status: 'ok', value: 2 })
  })

  it('that never begins a run is ended, and nothing of the run was executed', async () => {
    const { forged, outcome } = await running()
    expect(await outcome).toMatchObject({ status: 'died', unstarted: true })
    expect(forged.killed).toBe(true)
  })

  it('that breaks a rule in the same write in which it begins has begun', async () => {
    const { forged, outcome } = await running()
    const began = encodeFrame({ type: 'began', run: '1' })
    forged.raw(Buffer.concat([began, Buffer.alloc(8, 0xff)]))
    const ended = await outcome
    expect(ended).toMatchObject({ status: 'died', end: { violation: expect.stringContaining('header') } })
    expect(ended).not.toHaveProperty('unstarted')
  })

  it('that ends after it began a run may have executed some of it', async () => {
    const { forged, outcome } = await running()
    forged.send({ type: 'began', run: '1' })
    forged.leave()
    const ended = await outcome
    expect(ended.status).toBe('died')
    expect(ended).not.toHaveProperty('unstarted')
  })

  it('that says nothing is a launch that failed', async () => {
    const forged = forgedGuest({ ready: false })
    const start = Kernel.start({
      guest: forged.guest,
      onCall: () => Promise.resolve({ value: null }),
      onBackground: () => {},
      runtimeDeps: true,
      startTimeoutMs: 100,
    })
    await expect(start).rejects.toMatchObject({ code: 'GUEST_LAUNCH_FAILED' })
    expect(forged.killed).toBe(true)
  })
})

describe('an honest guest that is late', () => {
  it('gets RUN_ENDED for a call of an ended run, and its output is background', async () => {
    const { forged, kernel, outcome, late } = await running()
    forged.send({ type: 'result', run: '1', ok: true }, OK)
    await outcome
    forged.send(CALL, ARGUMENTS)
    forged.send({ type: 'output', run: '1', channel: 'stdout' }, Buffer.from('late'))
    expect(await forged.hear('return')).toMatchObject({ call: 1, ok: false })
    const second = run(kernel, 'second')
    forged.send({ type: 'result', run: '2', ok: true }, OK)
    expect(await second).toMatchObject({ status: 'ok' })
    expect(late).toEqual(['first stdout late'])
    expect(forged.killed).toBe(false)
  })

  it('may cancel a call that was just answered', async () => {
    const { forged, outcome } = await running()
    forged.send(CALL, ARGUMENTS)
    await forged.hear('return')
    forged.send({ type: 'cancel', call: 1 })
    forged.send({ type: 'result', run: '1', ok: true }, OK)
    expect(await outcome).toMatchObject({ status: 'ok' })
  })

  it('whose result crosses the deadline keeps its life, and the result is dropped', async () => {
    const forged = forgedGuest()
    const kernel = await Kernel.start({
      guest: forged.guest,
      onCall: () => Promise.resolve({ value: null }),
      onBackground: () => {},
      runtimeDeps: true,
    })
    const outcome = run(kernel, 'first', 50)
    expect(await forged.hear('interrupt')).toEqual({ type: 'interrupt', run: '1' })
    forged.send({ type: 'result', run: '1', ok: true }, OK)
    expect(await outcome).toEqual({ status: 'timeout', alive: true, traceback: '', line: null })
    expect(forged.interrupts).toBeGreaterThan(0)
    expect(forged.killed).toBe(false)
  })

  it('sends a large body in chunks as credit comes', async () => {
    const sizes: number[] = []
    const { forged } = await running(async (call) => {
      await call.arguments()
      for await (const piece of call.attachment()) sizes.push(piece.byteLength)
      return { value: sizes.reduce((sum, size) => sum + size, 0) }
    })
    const body = Buffer.from('{"args":[],"kwargs":{}}')
    const head = Buffer.alloc(8)
    head.writeUInt32BE(body.byteLength, 4)
    forged.send({ ...CALL, payloadBytes: 8 + body.byteLength, stream: 1 })
    forged.send({ type: 'chunk', stream: 1, last: false }, Buffer.concat([head, body]))
    let credit = 1_048_576 - 8 - body.byteLength
    let grants = 0
    for (let index = 0; index < 12; index += 1) {
      while (credit < 250_000) {
        credit += Number((await forged.hear('credit', grants))['bytes'])
        grants += 1
      }
      forged.send({ type: 'chunk', stream: 1, last: index === 11 }, new Uint8Array(250_000))
      credit -= 250_000
    }
    expect(await forged.hear('return')).toMatchObject({ ok: true })
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(3_000_000)
    expect(grants).toBeLessThanOrEqual(5)
  })
})
