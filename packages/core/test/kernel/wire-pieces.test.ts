import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { liveGuest } from './fuzz/live-guest.ts'

const INFO = { name: 'big', format: 'bytes' }

describe('data that is given piece by piece', () => {
  const save = (data: string): string =>
    `artifacts.save._host.calls.blocking("artifacts", "save", PAYLOAD, ${data})`
  const PAYLOAD = `
arguments = b'{"args":[],"kwargs":{}}'
PAYLOAD = (0).to_bytes(4, "big") + len(arguments).to_bytes(4, "big") + arguments
`

  it('arrives whole, from pieces of any size and of memory that is used again', async () => {
    const digests: string[] = []
    const { run } = await liveGuest(async (call) => {
      await call.arguments()
      const hash = createHash('sha256')
      for await (const piece of call.attachment()) hash.update(piece)
      digests.push(hash.digest('hex'))
      return { value: INFO }
    })
    const outcome = await run(`${PAYLOAD}
import hashlib
def pieces(seen):
    memory = bytearray(700_000)
    for index, size in enumerate([1, 0, 70_000, 300_000, 700_000, 5, 262_144, 262_143] * 4):
        memory[:] = bytes([index % 251]) * len(memory)
        seen.update(memoryview(memory)[:size])
        yield memoryview(memory)[:size]
digests = []
for _ in range(2):
    seen = hashlib.sha256()
    ${save('pieces(seen)')}
    digests.append(seen.hexdigest())
${save('iter([])')}
${save('iter([b"abc"])')}
digests + [hashlib.sha256(b"").hexdigest(), hashlib.sha256(b"abc").hexdigest()]`)
    expect(outcome).toMatchObject({ status: 'ok', value: digests })
    expect(digests).toHaveLength(4)
  })

  it('and fails half-way is an error of the program, and for the host a body that failed', async () => {
    const failures: unknown[] = []
    const { run } = await liveGuest(async (call) => {
      await call.arguments()
      let bytes = 0
      try {
        for await (const piece of call.attachment()) bytes += piece.byteLength
      } catch (error) {
        failures.push(error)
        throw error
      }
      return { value: bytes }
    })
    const outcome = await run(`${PAYLOAD}
def pieces():
    yield b"x" * 500_000
    raise OSError("the disk is gone")
for _ in range(300):
    try:
        ${save('pieces()')}
    except OSError as error:
        text = str(error)
text`)
    expect(outcome).toMatchObject({ status: 'ok', value: 'the disk is gone' })
    expect(failures).toHaveLength(300)
    expect(failures[0]).toMatchObject({ code: 'CANCELLED' })
    expect(await run('1 + 1')).toMatchObject({ status: 'ok', value: 2 })
  })

  it('by the host and fails half-way is the error of the call', async () => {
    const { run } = await liveGuest(async (call) => {
      await call.arguments()
      const attachment = (async function* (): AsyncGenerator<Uint8Array> {
        yield Buffer.alloc(500_000)
        throw new Error('The disk of the host is gone.')
      })()
      return { value: INFO, attachment }
    })
    expect(await run('artifacts.load("big")')).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('The disk of the host is gone.') },
    })
    expect(await run('1 + 1')).toMatchObject({ status: 'ok', value: 2 })
  })
})

describe('a body on its way when the run is stopped', () => {
  it.each([
    ['by its deadline, while nobody takes it', 'artifacts.save("big", bytes(20_000_000))'],
    ['by its deadline, as arguments', 'tools.host.take("x" * 6_000_000)'],
    [
      'by its deadline, as pieces without end',
      'import time\ndef pieces():\n    while True:\n        time.sleep(0.001)\n        yield b"x" * 1000\nPAYLOAD = (0).to_bytes(4, "big") + (23).to_bytes(4, "big") + b\'{"args":[],"kwargs":{}}\'\nartifacts.save._host.calls.blocking("artifacts", "save", PAYLOAD, pieces())',
    ],
  ])('%s is taken back, and the variables are kept', async (_, code) => {
    const reasons: unknown[] = []
    const { run } = await liveGuest(async (call) => {
      if (call.namespace === 'artifacts') await call.arguments()
      const { signal } = call
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
      reasons.push(call.signal.reason)
      throw call.signal.reason
    })
    await run('kept = 41')
    const outcome = await run(code, 1_500)
    expect(outcome).toMatchObject({ status: 'timeout', alive: true, line: expect.any(Number) })
    expect(reasons).toHaveLength(1)
    expect(await run('kept + 1')).toMatchObject({ status: 'ok', value: 42 })
  })
})

describe('more arguments at once than the host holds', () => {
  it('fail the calls beyond, and the guest goes on', async () => {
    const { run } = await liveGuest(async (call) => {
      await call.arguments()
      await new Promise((resolve) => setTimeout(resolve, 1_500))
      return { value: 1 }
    })
    const outcome = await run(`
import threading
text = "x" * 40_000_000
seen = []
def call():
    try:
        seen.append(tools.host.take(text))
    except Exception as error:
        seen.append("over" if "are over" in str(error) else str(error))
threads = [threading.Thread(target=call) for _ in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
seen.append(tools.host.take(text))
[seen.count(1) + seen.count("over"), 1 < seen.count("over") < 6, seen[-1]]`)
    expect(outcome).toMatchObject({ status: 'ok', value: [7, true, 1] })
  }, 60_000)
})
