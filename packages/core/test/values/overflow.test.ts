import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MemoryStorage, renderResult, type RunResult } from '../../src/index.ts'
import { saveAutomatically } from '../../src/session/automatic-artifacts.ts'
import { keepOverflow } from '../../src/session/keep-overflow.ts'
import { openSession } from '../support/open-session.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const textOf = (result: RunResult): string =>
  renderResult(result)
    .flatMap((content) => (content.type === 'text' ? [content.text] : []))
    .join('\n')
const artifactOf = (result: RunResult, what: string): string =>
  result.truncated.find((one) => one.what === what)?.artifact ?? ''

describe('what is over the budget of a model', () => {
  it('is kept as an artifact that the result and its text name', async () => {
    const session = await openSession()
    const result = await session.run('for n in range(10_000): print("line", n)')
    const name = artifactOf(result, 'stdout')
    expect(name).toBe(`runs/${result.runId.slice(-12)}/stdout`)
    expect(result.truncated).toEqual([
      { what: 'stdout', kept: result.stdout.length, of: result.stdout.length, artifact: name },
    ])
    expect(textOf(result)).toMatch(
      /^line 0\n.*\nline 9999\n\n\[stdout is shortened here.*artifacts\.load\("runs\/.*"\)/su,
    )
    expect(await session.loadArtifact(name)).toMatchObject({
      value: result.stdout,
      info: { format: 'text', metadata: { automatic: true, run: result.runId, what: 'stdout' } },
    })
    // The model loads it and reads a part of it.
    expect(textOf(await session.run(`print(artifacts.load(${JSON.stringify(name)})[:10])`))).toBe(
      'line 0\nlin',
    )
  })

  it('is nothing for a run that fits', async () => {
    const session = await openSession()
    const result = await session.run('print("x" * 20_000)\n"y" * 1_000')
    expect(result.truncated).toEqual([])
    expect(await session.listArtifacts()).toEqual([])
  })

  it.each([
    ['a value', '["x" * 100] * 1000', 'value', Array.from({ length: 1000 }, () => 'x'.repeat(100)), 'json'],
    ['a text', '"é" * 30_000', 'value', 'é'.repeat(30_000), 'text'],
    ['a value that is only text', 'b"a" * 30_000', 'text', `b'${'a'.repeat(30_000)}'`, 'text'],
    [
      'a value with texts in it',
      '[2**60] * 5_000',
      'value',
      Array.from({ length: 5_000 }, () => `${2n ** 60n}`),
      'json',
    ],
  ])('%s is kept as data where it is data', async (_, code, what, value, format) => {
    const session = await openSession()
    const result = await session.run(code)
    expect(await session.loadArtifact(artifactOf(result, what))).toMatchObject({ value, info: { format } })
  })

  it('is kept of an error that is long', async () => {
    const { artifacts } = new MemoryStorage()
    const session = await openSession()
    const failed = await session.run('raise ValueError("short")')
    if (failed.ok) throw new Error('It did not fail.')
    const long = { ...failed, error: { ...failed.error, traceback: 'line\n'.repeat(10_000) } }
    const kept = await keepOverflow(long, artifacts)
    expect(kept.truncated.map((one) => one.what)).toEqual(['error'])
    expect(textOf(kept)).toContain(artifactOf(kept, 'error'))
    expect((await artifacts.get(artifactOf(kept, 'error')))?.sizeBytes).toBeGreaterThan(49_000)
  })

  it('is kept of both streams, and of a display', async () => {
    const session = await openSession()
    const both = 'import sys\nprint("o" * 30_000)\nprint("e" * 30_000, file=sys.stderr)\n1 / 0'
    const failed = await session.run(both)
    expect(failed.truncated.map((one) => one.what)).toEqual(['stdout', 'stderr'])
    for (const what of ['stdout', 'stderr']) expect(textOf(failed)).toContain(artifactOf(failed, what))
    const displayed = await session.run('display("d" * 30_000); display("short")')
    expect(displayed.truncated.map((one) => one.what)).toEqual(['display-1'])
    expect(await session.loadArtifact(artifactOf(displayed, 'display-1'))).toMatchObject({
      value: 'd'.repeat(30_000),
    })
  })

  it('is kept of a run that ran too long, and of an interpreter that ended', async () => {
    const session = await openSession({ timeoutMs: 3_000 })
    for (const end of ['while True: pass', 'sys.stdout.flush(); time.sleep(0.5); os._exit(3)']) {
      const result = await session.run(`import os, sys, time\nprint("x" * 100_000)\n${end}`)
      expect(result.ok).toBe(false)
      expect(await session.loadArtifact(artifactOf(result, 'stdout'))).toMatchObject({ value: result.stdout })
    }
  })

  it('keeps what lies within the hard budget, and says both numbers', async () => {
    const session = await openSession({ limits: { outputBytes: 200_000 } })
    const result = await session.run('for _ in range(5_000): print("x" * 99)')
    const [cut] = result.truncated
    expect(cut).toMatchObject({ what: 'stdout', of: 500_000 })
    expect(cut?.kept).toBeLessThan(300_000)
    expect(await session.loadArtifact(cut?.artifact ?? '')).toMatchObject({ value: result.stdout })
    expect(textOf(result)).toMatch(
      /\[stdout was cut: 2[\d,]+ of 500,000 kept. All that was kept: artifacts.load/u,
    )
  })

  it(
    'is whole in the result for the application, and short for a model: a value of 50 MB',
    { timeout: 120_000 },
    async () => {
      const session = await openSession({ timeoutMs: 100_000 })
      const result = await session.run('["x" * 1_000_000] * 50')
      expect(
        result.ok && Array.isArray(result.value) ? result.value.map(String).map((one) => one.length) : [],
      ).toEqual(Array.from({ length: 50 }, () => 1_000_000))
      const text = textOf(result)
      expect(text.length).toBeLessThan(26_000)
      const name = artifactOf(result, 'value')
      expect(text).toContain(`artifacts.load("${name}")`)
      expect(await session.run(`sum(len(part) for part in artifacts.load("${name}"))`)).toMatchObject({
        value: 50_000_000,
      })
    },
  )
})

describe('an automatic artifact', () => {
  it('that cannot be saved leaves the run as it is, with a note', async () => {
    const base = await temporaryFolder()
    const session = await openSession({ base })
    await session.run('1')
    // A folder that is no folder: nothing can be written there, whoever tries.
    await rm(join(base, 'artifacts'), { recursive: true })
    await writeFile(join(base, 'artifacts'), '')
    const result = await session.run('print("x" * 30_000)\n7')
    expect(result).toMatchObject({
      ok: true,
      value: 7,
      truncated: [{ what: 'stdout', kept: 30_001, of: 30_001 }],
    })
    expect(result.truncated[0]).not.toHaveProperty('artifact')
    expect(textOf(result)).toContain(
      '[stdout is shortened here: it has 30,001 characters. It could not be kept',
    )
  })

  it('makes room: the oldest and the too old go, those of the agent stay', async () => {
    const storage = new MemoryStorage()
    const { artifacts } = storage
    const put = (name: string, size: number, automatic = true): Promise<unknown> =>
      artifacts.put({ name, format: 'bytes', metadata: { automatic }, data: new Uint8Array(size) })
    await put('runs/old/stdout', 1)
    await new Promise((resolve) => setTimeout(resolve, 20))
    const start = Date.now()
    for (const name of ['a', 'b', 'c']) {
      await put(`runs/${name}/stdout`, 100 * 1024 * 1024)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await put('reports/large', 1)
    await put('runs/mine', 1, false)
    // Seven days after the first one was saved, to the moment.
    const artifact = { runId: '0-1', what: 'stdout', format: 'text', text: 'x', description: '' } as const
    const saved = await saveAutomatically(artifacts, artifact, start - 10 + 7 * 24 * 3_600_000)
    expect(saved).toBe('runs/1/stdout')
    const names = (await artifacts.list()).map((info) => info.name)
    expect(names).toEqual(['reports/large', 'runs/1/stdout', 'runs/b/stdout', 'runs/c/stdout', 'runs/mine'])
  })

  it('is not made of what alone is over the quota', async () => {
    const { artifacts } = new MemoryStorage()
    const text = 'x'.repeat(257 * 1024 * 1024)
    const artifact = { runId: '0-1', what: 'stdout', format: 'text', text, description: '' } as const
    expect(await saveAutomatically(artifacts, artifact)).toBeUndefined()
    expect(await artifacts.list()).toEqual([])
  })
})
