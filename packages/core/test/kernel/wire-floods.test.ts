import { describe, expect, it } from 'vitest'
import type { CallHandler } from '../../src/kernel/guest-call.ts'
import { openSession } from '../support/open-session.ts'
import { ARGUMENTS, CALL } from './fuzz/attacks.ts'
import { frameBytes, payloadBytes } from './fuzz/frames.ts'
import { ended, type Running, running, startRun, within } from './fuzz/fuzz-kernel.ts'
import { memoryGrowth } from './fuzz/memory.ts'
import { witnessed } from './fuzz/witness.ts'

const OK = { kind: 'json', value: 2, text: '2' }
const MANY = 200_000
const never: CallHandler = () => new Promise(() => {})
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Sends the same frames over and over, some at a time, as a program in a loop does. */
async function flood(state: Running, count: number, frame: (index: number) => Buffer): Promise<void> {
  const each = 500
  for (let index = 0; index < count && !state.forged.killed; index += each) {
    state.forged.raw(
      Buffer.concat(Array.from({ length: Math.min(each, count - index) }, (_, one) => frame(index + one))),
    )
    await turn()
  }
}

const output = (run: string, text: string): Buffer =>
  frameBytes(`{"type":"output","run":"${run}","channel":"stdout"}`, text)
const call = (id: number, run = '1'): Buffer =>
  frameBytes(JSON.stringify({ ...CALL, call: id, run }), payloadBytes(JSON.stringify(ARGUMENTS)))
const cancel = (id: number): Buffer => frameBytes(`{"type":"cancel","call":${id}}`)
const display = (text: string): Buffer =>
  frameBytes('{"type":"display","run":"1"}', payloadBytes(JSON.stringify({ 'text/plain': text })))
const chunk = (stream: number, bytes: Uint8Array): Buffer =>
  frameBytes(`{"type":"chunk","stream":${stream},"last":false}`, bytes)

/** An attack, with what must hold afterwards. Those that break no rule end with a result that must arrive. */
interface Flood {
  readonly onCall?: CallHandler
  readonly reads?: boolean
  readonly attack: (state: Running) => Promise<void>
  readonly violation?: string
  readonly after?: (state: Running) => void
  /** @defaultValue 'ok' */
  readonly outcome?: 'ok' | 'died'
  /** Most that the host may hold more meanwhile, in MiB. @defaultValue 200 */
  readonly mostMib?: number
}

const heard = ({ forged }: Running, type: string): number =>
  forged.heard.filter((header) => header['type'] === type).length

const FLOODS: Readonly<Record<string, Flood>> = {
  'empty output': { attack: (state) => flood(state, MANY, () => output('1', '')) },
  'output of one letter': { attack: (state) => flood(state, MANY, () => output('1', 'x')) },
  'calls that nobody answers': {
    onCall: never,
    attack: (state) => flood(state, 1_000, (index) => call(index + 1)),
    violation: 'unanswered',
    outcome: 'died',
  },
  'calls given up at once, whose tools go on': {
    onCall: never,
    attack: (state) => flood(state, 20_000, (index) => Buffer.concat([call(index + 1), cancel(index + 1)])),
    after: (state) => expect(heard(state, 'return')).toBe(20_000),
  },
  'cancels of one call': {
    async attack(state) {
      state.forged.raw(call(1))
      await flood(state, MANY, () => cancel(1))
    },
    after: (state) => expect(heard(state, 'return')).toBe(1),
  },
  'small displays': {
    attack: (state) => flood(state, 20_000, () => display('x')),
    after({ displays, dropped }) {
      expect(displays).toHaveLength(1_000)
      expect(dropped.count).toBe(19_000)
    },
  },
  'large displays': {
    async attack(state) {
      for (let index = 0; index < 150; index += 1) {
        state.forged.raw(display('x'.repeat(1_000_000)))
        await turn()
      }
    },
    after({ displays, dropped }) {
      expect(displays.length).toBeLessThan(68)
      expect(displays.length + dropped.count).toBe(150)
    },
  },
  'chunks of one byte that nobody reads': {
    onCall: never,
    async attack(state) {
      state.forged.send({ ...CALL, stream: 1 })
      await flood(state, 500_000, () => chunk(1, Buffer.from('x')))
    },
    after: (state) => expect(heard(state, 'credit')).toBe(0),
  },
  'chunks of one byte that are read': {
    async attack(state) {
      state.forged.send({ ...CALL, stream: 1 })
      await flood(state, 1_100_000, () => chunk(1, Buffer.from('x')))
    },
    after: (state) => expect(heard(state, 'credit')).toBe(2),
  },
  'streams that never end': {
    async attack(state) {
      state.forged.send({ type: 'result', run: '1', ok: true }, OK)
      await state.outcome
      await flood(state, 3_000, (index) =>
        frameBytes(JSON.stringify({ ...CALL, call: index + 1, stream: index + 1 })),
      )
    },
    violation: 'streams are open',
  },
  'large arguments of many calls at once': {
    // The budget of 128 MiB, and what the test itself has under way.
    mostMib: 300,
    onCall: async (made) => {
      await made.arguments()
      return { value: null }
    },
    async attack(state) {
      for (let id = 1; id <= 200; id += 1) state.forged.send({ ...CALL, call: id, stream: id })
      for (let round = 0; round < 8; round += 1) {
        for (let id = 1; id <= 200; id += 1) {
          state.forged.raw(chunk(id, new Uint8Array(250_000)))
          if (id % 10 === 0) await turn()
        }
      }
      // Those beyond the budget failed, the others go on.
      expect(heard(state, 'return')).toBeGreaterThan(50)
      expect(heard(state, 'return')).toBeLessThan(200)
    },
  },
  'calls one by one whose answers nobody reads': {
    reads: false,
    async attack(state) {
      for (let id = 1; id <= 3_000; id += 1) {
        state.forged.raw(call(id))
        await turn()
      }
    },
    violation: 'does not read',
    outcome: 'died',
  },
  'calls of an ended run whose answers nobody reads': {
    reads: false,
    async attack(state) {
      state.forged.send({ type: 'result', run: '1', ok: true }, OK)
      await state.outcome
      await flood(state, 2_000, (index) => call(index + 1))
    },
    violation: 'does not read',
  },
}

describe('a flood of', () => {
  it.each(Object.entries(FLOODS))(
    '%s is bounded, and nobody else notices',
    async (_, { attack, violation, after, onCall, reads, outcome = 'ok', mostMib = 200 }) => {
      const witness = await openSession()
      const growth = await memoryGrowth(() =>
        witnessed(witness, async () => {
          const state = await running({
            timeoutMs: 60_000,
            ...(onCall === undefined ? {} : { onCall }),
            ...(reads === undefined ? {} : { reads }),
          })
          await attack(state)
          state.forged.send({ type: 'result', run: '1', ok: true }, OK)
          const { status } = await within(20_000, 'the outcome', state.outcome)
          after?.(state)
          if (violation === undefined) await state.kernel.close()
          expect((await ended(state.kernel)).violation ?? '').toContain(violation ?? '')
          expect(status).toBe(outcome)
        }),
      )
      expect(growth.peak).toBeLessThan(mostMib)
      expect(growth.kept).toBeLessThan(40)
    },
    120_000,
  )

  it('output of an ended run is bounded, and the next run is whole', async () => {
    const state = await running()
    state.forged.send({ type: 'result', run: '1', ok: true }, OK)
    await state.outcome
    const growth = await memoryGrowth(async () => {
      await flood(state, MANY, (index) => output('1', index % 2 === 0 ? 'x' : ''))
      await within(
        10_000,
        'the last of the output',
        (async () => {
          while (state.background.count < MANY / 2) await turn()
        })(),
      )
    })
    expect(growth.peak).toBeLessThan(200)
    expect(state.background.count).toBe(MANY / 2)
    const next = startRun(state.kernel)
    state.forged.send({ type: 'result', run: '2', ok: true }, OK)
    expect(await next).toMatchObject({ status: 'ok', value: 2 })
  })

  it('changes of the tools that nobody reads waits as one', async () => {
    const { forged, kernel } = await running({ reads: false })
    for (let revision = 0; revision < 50_000; revision += 1) kernel.announceCatalog(String(revision))
    expect(kernel.ended).toBeInstanceOf(Promise)
    forged.startReading()
    await forged.hear('run')
    await turn()
    expect(forged.heard.filter((header) => header['type'] === 'catalog').length).toBeLessThan(3)
    expect(forged.killed).toBe(false)
  })

  it('credit for a stream that ended is nothing', async () => {
    const state = await running({ onCall: () => Promise.resolve({ value: 'x'.repeat(400_000) }) })
    state.forged.raw(call(1))
    await state.forged.hear('chunk', 2)
    await flood(state, 50_000, () => frameBytes('{"type":"credit","stream":1,"bytes":1}'))
    state.forged.send({ type: 'result', run: '1', ok: true }, OK)
    expect(await within(10_000, 'the outcome', state.outcome)).toMatchObject({ status: 'ok' })
  })

  it('large answers that nobody takes stops at half a gigabyte, and the calls beyond fail', async () => {
    const text = 'x'.repeat(8_000_000)
    const state = await running({ onCall: () => Promise.resolve({ value: text }) })
    const growth = await memoryGrowth(async () => {
      await flood(state, 100, (index) => call(index + 1))
      const failed = (): number => state.forged.heard.filter((header) => header['ok'] === false).length
      await within(
        20_000,
        'the answers',
        (async () => {
          while (heard(state, 'return') < 100) await turn()
        })(),
      )
      expect(failed()).toBe(100 - Math.floor(536_870_912 / 8_000_010))
    })
    expect(growth.peak).toBeLessThan(700)
    await state.kernel.close()
  })
})
