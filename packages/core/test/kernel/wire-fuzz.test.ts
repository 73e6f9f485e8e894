import { beforeAll, describe, expect, it } from 'vitest'
import { openSession } from '../support/open-session.ts'
import { forgedGuest } from '../support/forged-guest.ts'
import type { CodeModeError } from '../../src/errors/code-mode-error.ts'
import { Kernel } from '../../src/kernel/kernel.ts'
import type { RecordedFrame } from './fuzz/frames.ts'
import { ended, readAll, running, startRun, within } from './fuzz/fuzz-kernel.ts'
import { memoryGrowth } from './fuzz/memory.ts'
import { join, MUTATIONS } from './fuzz/mutations.ts'
import { Random, reproducible, SEED } from './fuzz/random.ts'
import { recordTraffic } from './fuzz/recorded-traffic.ts'
import { witnessed } from './fuzz/witness.ts'

/** Cases of each kind of mutation; `CODE_MODE_FUZZ_CASES` gives another number. */
const CASES = Number(process.env['CODE_MODE_FUZZ_CASES'] ?? 250)
const HONEST_STATUSES = ['ok', 'failed', 'died']

let traffic: readonly (readonly RecordedFrame[])[]
beforeAll(async () => {
  traffic = await recordTraffic()
}, 60_000)

/** Plays bytes to a kernel in pieces of chance, then leaves. Gives whether a rule was broken. */
async function play(bytes: Buffer, random: Random): Promise<boolean> {
  const { forged, kernel, outcome } = await running()
  for (let offset = 0; offset < bytes.byteLength;) {
    const size = random.pick([1 + random.below(50), 1 + random.below(5_000), 65_536, 65_536])
    forged.raw(bytes.subarray(offset, offset + size))
    offset += size
    if (random.below(8) === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  forged.leave()
  expect(HONEST_STATUSES).toContain((await within(10_000, 'the outcome', outcome)).status)
  return (await ended(kernel)).violation !== undefined
}

describe('traffic of a real guest', () => {
  it('breaks no rule as it was recorded', async () => {
    for (const frames of traffic) {
      const { forged, kernel, outcome } = await running()
      forged.raw(join(frames))
      expect(['ok', 'failed']).toContain((await within(10_000, 'the outcome', outcome)).status)
      await kernel.close()
      expect((await kernel.ended).violation).toBeUndefined()
    }
  })

  it('uses every message of the wire', () => {
    const types = traffic.flat().map(({ header }) => (JSON.parse(header.toString()) as { type: string }).type)
    expect([...new Set(types)].sort()).toEqual([
      'began',
      'call',
      'cancel',
      'chunk',
      'display',
      'output',
      'result',
    ])
  })
})

describe('mutated traffic', () => {
  it.each(Object.keys(MUTATIONS))(
    'with %s ends in a violation or an honest outcome, in bounded memory, unnoticed by others',
    async (name) => {
      const witness = await openSession()
      const mutate = MUTATIONS[name]
      let violations = 0
      const growth = await memoryGrowth(() =>
        witnessed(witness, async () => {
          for (let index = 0; index < CASES; index += 1) {
            await reproducible(SEED, `Case ${index} of "${name}"`, async () => {
              const random = new Random(SEED * 1_000_003 + index)
              // The recording with megabytes in it is played less often.
              const frames = traffic[random.pick([0, 0, 2, 2, 2, index % 5 === 0 ? 1 : 0])] ?? []
              if (await play(mutate?.(frames, random) ?? Buffer.alloc(0), random)) violations += 1
            })
          }
        }),
      )
      expect(growth.peak).toBeLessThan(200)
      expect(growth.kept).toBeLessThan(30)
      // A mutation that never breaks a rule would test nothing; only a cut can look like a guest that crashed.
      expect(violations).toBeGreaterThanOrEqual(name.includes('cut off') ? 0 : 1)
    },
    120_000,
  )

  it('before "ready" is a launch that fails, and nothing more', async () => {
    const ready = Buffer.from(
      '{"type":"ready","wire":1,"language":"python","version":"3.12.0","implementation":"cpython"}',
    )
    for (let index = 0; index < CASES; index += 1) {
      await reproducible(SEED, `Case ${index} of "ready"`, async () => {
        const random = new Random(SEED * 7 + index)
        const forged = forgedGuest({ ready: false })
        const start = Kernel.start({
          guest: forged.guest,
          onCall: readAll,
          onBackground: () => {},
          runtimeDeps: true,
        })
        forged.raw(
          MUTATIONS[random.pick(Object.keys(MUTATIONS))]?.(
            [{ header: ready, body: Buffer.alloc(0) }],
            random,
          ) ?? ready,
        )
        forged.leave()
        const kernel = await within(
          10_000,
          'the start',
          start.catch((error: unknown) => error),
        )
        const seen =
          kernel instanceof Kernel ? (await startRun(kernel)).status : (kernel as CodeModeError).code
        expect(['died', 'GUEST_LAUNCH_FAILED']).toContain(seen)
      })
    }
  })
})
