import { frameBytes, type RecordedFrame } from './frames.ts'
import type { Random } from './random.ts'

type Frames = readonly RecordedFrame[]
type Mutation = (frames: Frames, random: Random) => Buffer

export const join = (frames: Frames): Buffer =>
  Buffer.concat(frames.map(({ header, body }) => frameBytes(header, body)))

/** What may stand in a header where something else is due. */
const WRONG: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  1e300,
  2 ** 53,
  2 ** 31,
  '',
  '1',
  '__proto__',
  'constructor',
  '\ud800',
  'x'.repeat(2_000),
  [],
  [1],
  {},
  { toString: 1 },
]
const KEYS = [
  '__proto__',
  'constructor',
  'stream',
  'payloadBytes',
  'last',
  'failed',
  'type',
  'toString',
] as const

function withBytes(change: (bytes: Buffer, random: Random) => Buffer): Mutation {
  return (frames, random) => change(join(frames), random)
}

function withHeader(change: (header: Record<string, unknown>, random: Random) => unknown): Mutation {
  return (frames, random) => {
    const at = random.below(frames.length)
    return Buffer.concat(
      frames.map(({ header, body }, index) => {
        if (index !== at) return frameBytes(header, body)
        const fields = JSON.parse(header.toString()) as Record<string, unknown>
        return frameBytes(JSON.stringify(change(fields, random) ?? fields), body)
      }),
    )
  }
}

/** Within the first bytes of frames, where small changes say the most, or anywhere. */
function position(bytes: Buffer, random: Random): number {
  return random.below(2) === 0
    ? random.below(bytes.byteLength)
    : random.below(Math.min(600, bytes.byteLength))
}

/** Named, so that a failed case says what was done to the traffic. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'flipped bits': withBytes((bytes, random) => {
    for (let count = 1 + random.below(6); count > 0; count -= 1) {
      const at = position(bytes, random)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
    }
    return bytes
  }),
  'a range of one place at another': withBytes((bytes, random) => {
    const [from, to, size] = [position(bytes, random), position(bytes, random), 1 + random.below(400)]
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from, from + size), bytes.subarray(to)])
  }),
  'a range left out': withBytes((bytes, random) => {
    const [at, size] = [position(bytes, random), 1 + random.below(200)]
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)])
  }),
  'the end cut off': withBytes((bytes, random) => bytes.subarray(0, position(bytes, random))),
  'the end cut off at a boundary': (frames, random) => join(frames.slice(0, random.below(frames.length))),
  'random bytes in the middle': withBytes((bytes, random) => {
    const at = position(bytes, random)
    const noise = Buffer.from(Array.from({ length: 1 + random.below(64) }, () => random.below(256)))
    return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)])
  }),
  'a frame twice': (frames, random) => {
    const at = random.below(frames.length)
    return join([...frames.slice(0, at + 1), ...frames.slice(at)])
  },
  'a frame left out': (frames, random) => join(frames.toSpliced(random.below(frames.length), 1)),
  'two frames changed about': (frames, random) => {
    const [one, other] = [random.below(frames.length), random.below(frames.length)]
    return join(frames.with(one, frames[other] as RecordedFrame).with(other, frames[one] as RecordedFrame))
  },
  'a frame much later': (frames, random) => {
    const at = random.below(frames.length)
    return join([...frames.toSpliced(at, 1), frames[at] as RecordedFrame])
  },
  'the headers of two frames changed about': (frames, random) => {
    const [one, other] = [random.below(frames.length), random.below(frames.length)]
    const [first, second] = [frames[one] as RecordedFrame, frames[other] as RecordedFrame]
    return join(
      frames
        .with(one, { header: second.header, body: first.body })
        .with(other, { header: first.header, body: second.body }),
    )
  },
  'a length that lies': (frames, random) => {
    const at = random.below(frames.length)
    const value = random.pick([0, 1, 7, 65_537, 1_048_577, 0x7fffffff, 0xffffffff, random.below(2_000)])
    const which = random.pick(['header', 'body'] as const)
    return Buffer.concat(
      frames.map(({ header, body }, index) =>
        frameBytes(header, body, index === at ? { [which]: value } : undefined),
      ),
    )
  },
  'a payload whose lengths lie': (frames, random) => {
    const at = random.below(frames.length)
    const { header, body } = frames[at] as RecordedFrame
    const changed = Buffer.from(body)
    if (changed.byteLength >= 8)
      changed.writeUInt32BE(
        random.pick([0, 1, 0x7fffffff, 0xffffffff, random.below(500)]),
        random.pick([0, 4]),
      )
    return join(frames.with(at, { header, body: changed }))
  },
  'a field of a wrong type': withHeader((header, random) => {
    header[random.pick(Object.keys(header))] = random.pick(WRONG)
  }),
  'a number that is another': withHeader((header, random) => {
    const numbers = Object.keys(header).filter((key) => typeof header[key] === 'number')
    if (numbers.length > 0) header[random.pick(numbers)] = random.below(2_000_000) - 1_000
  }),
  'a field too many': withHeader((header, random) => {
    Object.defineProperty(header, random.pick(KEYS), { value: random.pick(WRONG), enumerable: true })
  }),
  'a field too few': withHeader((header, random) => {
    delete header[random.pick(Object.keys(header))]
  }),
  'a header that is something else': withHeader((_, random) => random.pick(WRONG)),
}
