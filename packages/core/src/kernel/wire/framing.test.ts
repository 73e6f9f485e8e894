import { describe, expect, it } from 'vitest'
import { encodeFrame, FrameReader } from './framing.ts'
import { MAX_FRAME_BYTES } from './wire-limits.ts'
import { WireViolation } from './wire-violation.ts'

function prefix(headerBytes: number, bodyBytes: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32BE(headerBytes, 0)
  bytes.writeUInt32BE(bodyBytes, 4)
  return bytes
}

describe('frames', () => {
  it('come out whole whatever the pieces they arrive in', () => {
    const bytes = Buffer.concat([
      encodeFrame({ type: 'close' }),
      encodeFrame({ type: 'run' }, Buffer.from('x'.repeat(1000))),
      encodeFrame({ a: 1 }),
    ])
    for (const size of [1, 7, 8, 9, 500, bytes.byteLength]) {
      const reader = new FrameReader()
      const frames = []
      for (let start = 0; start < bytes.byteLength; start += size)
        frames.push(...reader.push(bytes.subarray(start, start + size)))
      expect(frames.map((frame) => [frame.header.toString(), frame.body.byteLength])).toEqual([
        ['{"type":"close"}', 0],
        ['{"type":"run"}', 1000],
        ['{"a":1}', 0],
      ])
    }
  })

  it.each([
    ['a header that is too long', prefix(65_537, 0)],
    ['a header that is too short', prefix(1, 0)],
    ['a frame that is too long', prefix(100, MAX_FRAME_BYTES)],
    ['the largest numbers there are', prefix(0xffffffff, 0xffffffff)],
  ])('refuse %s before any of it has arrived', (_, bytes) => {
    expect(() => new FrameReader().push(bytes)).toThrow(WireViolation)
  })

  it('are not made when they would be too large', () => {
    expect(() => encodeFrame({ type: 'run' }, new Uint8Array(MAX_FRAME_BYTES))).toThrow(RangeError)
  })

  it('gives the same frames however the bytes are cut', () => {
    const sent = [0, 1, 70, 3_000, 70_000].map((size) =>
      encodeFrame({ type: 'output', size }, Buffer.alloc(size, size % 251)),
    )
    const bytes = Buffer.concat(sent)
    for (const size of [1, 2, 7, 8, 9, 100, 4_096, 65_536, bytes.byteLength]) {
      const reader = new FrameReader()
      const frames: Buffer[] = []
      for (let offset = 0; offset < bytes.byteLength; offset += size) {
        const piece = Buffer.from(bytes.subarray(offset, offset + size))
        for (const { header, body } of reader.push(piece))
          frames.push(encodeFrame(JSON.parse(header.toString()) as object, body))
      }
      expect(Buffer.concat(frames).equals(bytes)).toBe(true)
    }
  })
})
