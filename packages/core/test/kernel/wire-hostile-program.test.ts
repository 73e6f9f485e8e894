import { describe, expect, it } from 'vitest'
import { functionTools, type RunResult, type Session } from '../../src/index.ts'
import { openSession } from '../support/open-session.ts'
import { Random, reproducible, SEED } from './fuzz/random.ts'
import { witnessed } from './fuzz/witness.ts'

/** A program that found the wire's descriptor and writes to it past the runtime. */
const FORGER = `
RUN = "2"
import json, os, stat, struct
def find_wire():
    for fd in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                return fd
        except OSError:
            pass
WIRE = find_wire()
def payload(text, table=b"", parts=b""):
    return struct.pack(">II", len(table), len(text)) + table + text + parts
def frame(header, body=b"", head=None, rest=None):
    header = header if isinstance(header, bytes) else json.dumps(header).encode()
    lengths = struct.pack(">II", len(header) if head is None else head, len(body) if rest is None else rest)
    return lengths + header + body
def put(data):
    while data:
        data = data[os.write(WIRE, data):]
SITE = {"file": "cell-1", "line": 1, "column": 0, "workflow": None}
def call(number, run=RUN, **more):
    return {"type": "call", "call": number, "run": run, "namespace": "tools", "method": "host.echo", "site": SITE, "occurrence": 0, **more}
ARGUMENTS = payload(b'{"args":[],"kwargs":{"n":1}}')
RESULT = {"type": "result", "run": RUN, "ok": True}
VALUE = payload(b'{"kind":"json","value":42,"text":"42"}')
`

const ATTACKS: readonly (readonly [string, string])[] = [
  ['id never issued: a result of a later run', 'put(frame({**RESULT, "run": "999"}, VALUE))'],
  ['id never issued: a call of a later run', 'put(frame(call(10**6, run="999"), ARGUMENTS))'],
  ['id never issued: credit', 'put(frame({"type": "credit", "stream": 7, "bytes": 1}))'],
  ['id never issued: a cancel', 'put(frame({"type": "cancel", "call": 10**9}))'],
  ['id used twice: a call', 'tools.host.echo(n=1)\nput(frame(call(1), ARGUMENTS))'],
  ['wrong type: a call id', 'put(frame(call("1"), ARGUMENTS))'],
  ['wrong type: a header', 'put(frame(b"[1]"))'],
  ['huge length: a header', 'put(frame(b"{}", b"", head=2**32 - 1))'],
  ['huge length: a body', 'put(frame(b"{}", b"", rest=2**32 - 1))'],
  ['huge length: a table', 'put(frame(RESULT, struct.pack(">II", 2**31, 2**31)))'],
  ['second result: forged before the real one', 'put(frame(RESULT, VALUE) * 2)'],
  ['second result: one that fails', 'put(frame(RESULT, VALUE) + frame({**RESULT, "ok": False}, VALUE))'],
  ['prototype key: in a header', `put(frame(b'{"__proto__":{"type":"result"}}'))`],
  [
    'prototype key: in a mark',
    `put(frame(call(10**6), payload(b'{"args":[],"kwargs":{}}', b'{"parts":[],"marks":[[["__proto__","x"],"float","nan"]]}')))`,
  ],
  ['half a character: in a header', `put(frame(b'{"type":"cancel\\\\ud800"}'))`],
  [
    'half a character: in a value',
    `put(frame(RESULT, payload(b'{"kind":"json","value":"\\\\ud800","text":""}')))`,
  ],
  ['depth: of a header', 'put(frame(b"[" * 60_000))'],
  ['depth: of a value', 'put(frame(RESULT, payload(b"[" * 500_000 + b"]" * 500_000)))'],
  ['flood: calls', 'for n in range(1000): put(frame({**call(10**6 + n), "method": "host.wait"}, ARGUMENTS))'],
  [
    'flood: streams',
    'for n in range(3000): put(frame({"type": "display", "run": RUN, "stream": 10**6 + n}))',
  ],
]

const wait = functionTools({
  name: 'host',
  functions: {
    echo: {
      description: 'Gives back what it gets.',
      inputSchema: { type: 'object', properties: { n: { type: 'integer' } } },
      execute: (input: { readonly n: number }) => input.n,
    },
    wait: {
      description: 'Never answers.',
      inputSchema: { type: 'object' },
      execute: () => new Promise(() => {}),
    },
  },
})

/** The run of a new guest's second program has the id 2 on the wire. */
async function attack(session: Session, code: string): Promise<RunResult> {
  const ready = await session.run(FORGER)
  expect(ready.ok).toBe(true)
  return session.run(`${code}\nimport time; time.sleep(0.2)`, { timeoutMs: 5_000 })
}

async function expectAnswers(session: Session): Promise<RunResult> {
  const startedAt = performance.now()
  const next = await session.run('1 + 1')
  expect(next).toMatchObject({ ok: true, value: 2 })
  expect(performance.now() - startedAt).toBeLessThan(2_000)
  return next
}

describe('a program that writes to the wire itself', () => {
  it.each(ATTACKS)(
    '%s: its guest is ended, its session goes on, others do not notice',
    async (_, code) => {
      const session = await openSession({ tools: [wait] })
      const witness = await openSession()
      await witnessed(witness, async () => {
        const result = await attack(session, code)
        expect(result).toMatchObject({ ok: false, error: { name: 'WireViolation' }, stateLost: true })
        await expectAnswers(session)
      })
    },
    60_000,
  )

  it.each([
    ['a header', 'os.write(WIRE, frame(call(10**6), ARGUMENTS)[:30])'],
    ['a body', 'os.write(WIRE, frame(call(10**6), ARGUMENTS)[:-5])'],
    ['a length', 'os.write(WIRE, frame(call(10**6), ARGUMENTS)[:3])'],
  ])(
    'cuts %s: what follows is taken for the rest, or waited for until the deadline',
    async (_, code) => {
      const session = await openSession({ tools: [wait] })
      const result = await attack(session, code)
      expect(['WireViolation', 'Timeout']).toContain(result.ok ? undefined : result.error.name)
      expect(result.stateLost).toBe(true)
      await expectAnswers(session)
    },
    60_000,
  )

  it('may say what the runtime could say: nothing is ended', async () => {
    const session = await openSession({ tools: [wait] })
    const result = await attack(
      session,
      'put(frame({"type": "output", "run": RUN, "channel": "stdout"}, b"forged"))\nput(frame(call(1), ARGUMENTS))\nput(frame({"type": "cancel", "call": 1}))\nput(frame({"type": "output", "run": "1", "channel": "stderr"}, b"late"))',
    )
    expect(result).toMatchObject({ ok: true, stdout: 'forged', stateLost: false })
    await expectAnswers(session)
  })

  it('may make the wire one that does not block: nothing is lost', async () => {
    const session = await openSession({ tools: [wait] })
    const result = await attack(
      session,
      'os.set_blocking(WIRE, False)\nartifacts.save("big", bytes(30_000_000))\nprint("x" * 3_000_000)\nassert len(artifacts.load("big")) == 30_000_000',
    )
    expect(result).toMatchObject({ ok: true, stateLost: false })
    expect(result.stdout.length).toBe(3_000_001)
    await expectAnswers(session)
  }, 60_000)

  it.each([
    ['forged results', 'put(frame(RESULT, VALUE))\nimport time; time.sleep(0.3)\n1'],
    [
      'a thread that writes rubbish after the run',
      'import threading\nthreading.Timer(0.05, lambda: put(bytes(64))).start()\n42',
    ],
    [
      'a thread that ends the process after the run',
      'import threading\nthreading.Timer(0.05, lambda: os._exit(3)).start()\n42',
    ],
  ])(
    'with %s costs later runs the variables, and nothing else',
    async (name, code) => {
      const session = await openSession({ tools: [wait] })
      await session.run(FORGER)
      const forged = await session.run(code)
      expect(forged).toMatchObject({ ok: true, value: 42 })
      if (name.includes('thread')) await new Promise((resolve) => setTimeout(resolve, 55))
      const next = await expectAnswers(session)
      await new Promise((resolve) => setTimeout(resolve, 400))
      const last = await expectAnswers(session)
      expect([next.stateLost, last.stateLost].filter((lost) => lost)).toHaveLength(1)
    },
    60_000,
  )

  it('at random, from a seed: the run ends in its time, the session goes on', async () => {
    const session = await openSession({ tools: [wait] })
    const witness = await openSession()
    await witnessed(witness, async () => {
      for (let index = 0; index < 24; index += 1) {
        await reproducible(SEED, `Program ${index}`, async () => {
          const random = new Random(SEED * 31 + index)
          await session.reset()
          const startedAt = performance.now()
          const result = await attack(
            session,
            `
import random
chance = random.Random(${random.below(1_000_000)})
honest = [frame(call(10**6), ARGUMENTS), frame({"type": "output", "run": RUN, "channel": "stdout"}, b"text"), frame({"type": "display", "run": RUN}, payload(b'{"text/plain":"x"}')), frame(RESULT, VALUE)]
for _ in range(${1 + random.below(8)}):
    data = bytearray(b"".join(chance.sample(honest, chance.randint(1, 4))))
    for _ in range(chance.randint(0, 5)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    put(bytes(data[: chance.randint(1, len(data))]))`,
          )
          expect(performance.now() - startedAt).toBeLessThan(8_000)
          expect([undefined, 'WireViolation', 'Timeout']).toContain(result.ok ? undefined : result.error.name)
          // A forged result followed by half a frame leaves the rest of that frame to the next run.
          const next = await session.run('1 + 1', { timeoutMs: 2_000 })
          expect([undefined, 'WireViolation', 'Timeout']).toContain(next.ok ? undefined : next.error.name)
          await expectAnswers(session)
        })
      }
    })
  }, 180_000)
})
