import { describe, expect, it } from 'vitest'
import { FrameBuffers } from './frame-buffers.ts'
import { CHUNK_BYTES } from './wire-limits.ts'

describe('memory for frames', () => {
  it('that was given back serves again, at any length that fits', () => {
    const buffers = new FrameBuffers()
    const first = buffers.take(CHUNK_BYTES)
    buffers.giveBack(first.subarray(100, 200))
    const second = buffers.take(CHUNK_BYTES - 1)
    expect(second.buffer).toBe(first.buffer)
    expect(second.byteLength).toBe(CHUNK_BYTES - 1)
  })

  it('is never held by two frames at once, also when a part is given back twice', () => {
    const buffers = new FrameBuffers()
    const first = buffers.take(CHUNK_BYTES)
    buffers.giveBack(first)
    buffers.giveBack(first.subarray(1))
    expect(buffers.take(CHUNK_BYTES).buffer).not.toBe(buffers.take(CHUNK_BYTES).buffer)
  })

  it('of others is not taken', () => {
    const buffers = new FrameBuffers()
    const foreign = Buffer.alloc(CHUNK_BYTES)
    const shared = Buffer.from(new SharedArrayBuffer(CHUNK_BYTES))
    for (const other of [foreign, shared, new FrameBuffers().take(CHUNK_BYTES)]) buffers.giveBack(other)
    const taken = Array.from({ length: 4 }, () => buffers.take(CHUNK_BYTES).buffer)
    expect(new Set(taken).size).toBe(4)
    expect(taken).not.toContain(foreign.buffer)
  })

  it('is its own for what is short or too long, and is not kept', () => {
    const buffers = new FrameBuffers()
    for (const bytes of [0, 100, CHUNK_BYTES * 2]) {
      const own = buffers.take(bytes)
      expect(own.byteLength).toBe(bytes)
      buffers.giveBack(own)
      expect(buffers.take(CHUNK_BYTES).buffer).not.toBe(own.buffer)
    }
  })

  it('is kept only up to what one window needs', () => {
    const buffers = new FrameBuffers()
    const taken = Array.from({ length: 1_000 }, () => buffers.take(CHUNK_BYTES))
    for (const one of taken) buffers.giveBack(one)
    const before = new Set(taken.map((one) => one.buffer))
    const again = Array.from({ length: 1_000 }, () => buffers.take(CHUNK_BYTES).buffer)
    const served = again.filter((memory) => before.has(memory)).length
    expect(served).toBeGreaterThan(0)
    expect(served).toBeLessThan(100)
  })
})
