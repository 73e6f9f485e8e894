import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { CallHandler } from '../../src/kernel/guest-call.ts'
import { liveGuest } from './fuzz/live-guest.ts'
import { memoryGrowth } from './fuzz/memory.ts'

const MIB = 1_048_576
const INFO = { name: 'big', format: 'bytes' }
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function residentMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+) kB/u.exec(status)?.[1] ?? 0) / 1024
}

/** Takes attachments and counts them; loads give so many MiB in pieces; other calls a text of a megabyte. */
function host(seen: { bytes: number }, loadMib = 0): CallHandler {
  const piece = Buffer.alloc(MIB / 4, 7)
  return async (call) => {
    await call.arguments()
    if (call.method === 'load') {
      const attachment = (async function* (): AsyncGenerator<Uint8Array> {
        for (let index = 0; index < loadMib * 4; index += 1) yield piece
      })()
      return { value: INFO, attachment }
    }
    for await (const bytes of call.attachment()) seen.bytes += bytes.byteLength
    return { value: call.namespace === 'artifacts' ? INFO : 'x'.repeat(1_000_000) }
  }
}

const BUSY = `
import asyncio, threading
big = bytes(200_000_000)
def prints():
    for _ in range(300_000):
        print("x" * 99)
thread = threading.Thread(target=prints)
def saves():
    artifacts.save("big", big)
saver = threading.Thread(target=saves)
`

describe('a host that stops reading', () => {
  it('holds up the program, not its memory; everything arrives when it goes on', async () => {
    const seen = { bytes: 0 }
    const { guest, printed, run } = await liveGuest(host(seen))
    const first = await run(`${BUSY}\nimport os; os.getpid()`)
    const pid = Number(first.status === 'ok' ? first.value : 0)
    const before = await residentMib(pid)
    const outcome = run(
      'thread.start(); saver.start()\nvalues = await asyncio.gather(*[tools.host.get(n=n) for n in range(50)])\nthread.join(); saver.join()\nsum(len(value) for value in values)',
    )
    let most = 0
    for (let round = 0; round < 4; round += 1) {
      await pause(round === 0 ? 20 : 100)
      guest.output.pause()
      await pause(400)
      most = Math.max(most, await residentMib(pid))
      guest.output.resume()
    }
    expect(await outcome).toMatchObject({ status: 'ok', value: 50_000_000 })
    expect(seen.bytes).toBe(200_000_000)
    expect(printed.bytes).toBe(30_000_000)
    // The answers are 50 MB of the program's own; the rest is what waits to be sent.
    expect(most - before).toBeLessThan(150)
  }, 120_000)
})

describe('a program that stops reading', () => {
  it('in C code and in sleep gets every answer and a large artifact afterwards; the host holds little', async () => {
    const seen = { bytes: 0 }
    const { run } = await liveGuest(host(seen, 200))
    const growth = await memoryGrowth(async () => {
      // The main thread reads for all of them, and then for nobody.
      const outcome = await run(`
import threading, time, hashlib
sizes = []
def get():
    sizes.append(len(tools.host.get(n=1)))
def load():
    sizes.append(len(artifacts.load("big")))
threads = [threading.Thread(target=get) for _ in range(100)] + [threading.Thread(target=load)]
for thread in threads:
    thread.start()
deadline = time.monotonic() + 1.5
while time.monotonic() < deadline:
    sum(range(2_000_000))
hashlib.pbkdf2_hmac("sha256", b"x", b"y", 1_000_000)
time.sleep(0.3)
for thread in threads:
    thread.join()
sum(sizes)`)
      expect(outcome).toMatchObject({ status: 'ok', value: 100_000_000 + 200 * MIB })
    })
    expect(growth.peak).toBeLessThan(250)
  }, 120_000)

  it('because it was stopped by a signal holds up its answers, not the host', async () => {
    const seen = { bytes: 0 }
    const { run } = await liveGuest(host(seen, 300))
    const first = await run('import os; os.getpid()')
    const pid = Number(first.status === 'ok' ? first.value : 0)
    const growth = await memoryGrowth(async () => {
      const outcome = run(
        'import asyncio\nvalues = await asyncio.gather(*[tools.host.get(n=n) for n in range(60)])\nbig = artifacts.load("big")\nsum(map(len, values)) + len(big)',
      )
      for (let round = 0; round < 4; round += 1) {
        await pause(60)
        process.kill(pid, 'SIGSTOP')
        await pause(300)
        process.kill(pid, 'SIGCONT')
      }
      expect(await outcome).toMatchObject({ status: 'ok', value: 60_000_000 + 300 * MIB })
    })
    expect(growth.peak).toBeLessThan(250)
  }, 120_000)
})

describe('a gigabyte', () => {
  it('goes out and comes in with little memory of the host', async () => {
    const seen = { bytes: 0 }
    const { run } = await liveGuest(host(seen, 1_024))
    const growth = await memoryGrowth(async () => {
      const outcome = await run(`
data = bytes(2**30)
artifacts.save("big", data)
del data
len(artifacts.load("big"))`)
      expect(outcome).toMatchObject({ status: 'ok', value: 1_024 * MIB })
    })
    expect(seen.bytes).toBe(1_024 * MIB)
    expect(growth.peak).toBeLessThan(100)
  }, 120_000)
})
