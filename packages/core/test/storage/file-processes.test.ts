import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withFileLock } from '../../src/storage/file/file-lock.ts'
import { FileStorage } from '../../src/storage/file/file-storage.ts'
import { kill, start } from './fixtures/start.ts'
import { textOf } from './support/artifact-text.ts'

const run = promisify(execFile)
let base: string
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'code-mode-processes-'))
})
afterEach(() => rm(base, { recursive: true, force: true }))

describe('FileStorage with several processes', () => {
  it(
    'loses nothing when two processes write 1,000 workflows and 1,000 artifacts each',
    { timeout: 240_000 },
    async () => {
      const writers = await Promise.all(
        ['left', 'right'].map((prefix) => start('writer.ts', base, prefix, '1000', '1000')),
      )
      const codes = await Promise.all(
        writers.map(async (writer) => writer.exitCode ?? (await once(writer, 'exit'))[0]),
      )
      expect(codes).toEqual([0, 0])
      const storage = new FileStorage({ base })
      expect(await storage.workflows.list()).toHaveLength(2000)
      expect(await storage.artifacts.list()).toHaveLength(2000)
      for (const { name, source } of await storage.workflows.list())
        expect(source).toContain(`"${name.replace(/\D/gu, '').repeat(3000)}"`)
      for (const { name } of await storage.artifacts.list())
        expect(await textOf(storage, name)).toBe(`${name.replace(/\D/gu, '')} `.repeat(20_000))
      expect([...(await storage.artifacts.problems()), ...(await storage.workflows.problems())]).toEqual([])
      const left = (await readdir(base, { recursive: true })).filter((file) =>
        /\.tmp-|\.data-|\.lock/u.test(file),
      )
      expect(left).toEqual([])
    },
  )

  it(
    'holds the old or the new state, complete, after a process was killed in the middle',
    { timeout: 60_000 },
    async () => {
      for (let round = 0; round < 6; round++) {
        const writer = await start('writer.ts', base, 'w', '100000')
        await new Promise((resolve) => setTimeout(resolve, 20 + round * 37))
        await kill(writer)
        const storage = new FileStorage({ base })
        const begun = performance.now()
        await storage.open()
        await storage.workflows.put({
          name: 'mine',
          language: 'python',
          source: `def run(): return ${round}`,
        })
        await storage.artifacts.put({
          name: 'mine',
          format: 'text',
          data: new TextEncoder().encode('7 '.repeat(20_000)),
        })
        expect(performance.now() - begun).toBeLessThan(1500)
        const infos = await storage.artifacts.list()
        expect(infos.length).toBeGreaterThan(0)
        for (const { name, sizeBytes } of infos) {
          const words = (await textOf(storage, name)).trimEnd().split(' ')
          expect(words).toHaveLength(20_000)
          expect(new Set(words).size).toBe(1)
          expect(sizeBytes).toBe((words[0]?.length ?? 0) * 20_000 + 20_000)
        }
        for (const { source } of await storage.workflows.list())
          expect(source).toMatch(/^def run\(\): return (?:"\d+"\n|\d+)$/u)
        const files = (await readdir(join(base, 'artifacts'))).filter(
          (file) => !['.meta', '.history', '.backup'].includes(file),
        )
        expect(files).toHaveLength(infos.length)
      }
    },
  )
})

describe('FileStorage that runs out of room', () => {
  it('keeps the old artifact, leaves no temporary file and says why', async () => {
    const storage = new FileStorage({ base })
    await storage.open()
    await storage.artifacts.put({ name: 'a', format: 'text', data: new TextEncoder().encode('old') })
    const fixture = join(import.meta.dirname, 'fixtures/big-put.ts')
    // A limit on the size of files fails in the middle of a write, as a full disk does.
    const { stdout } = await run('sh', [
      '-c',
      'ulimit -f 200; exec "$0" "$@"',
      process.execPath,
      fixture,
      base,
    ])
    expect(stdout).toMatch(
      /^STORAGE_WRITE_FAILED Artifact "a" could not be written: the file would be larger than allowed/u,
    )
    expect(await textOf(storage, 'a')).toBe('old')
    expect((await readdir(join(base, 'artifacts'))).filter((file) => file.startsWith('.tmp'))).toEqual([])
  })
})

describe('withFileLock', () => {
  it('takes over at once from a process that was killed', async () => {
    const path = join(base, 'lock')
    const holder = await start('lock-holder.ts', path)
    expect(await readFile(path, 'utf8')).toContain(`"pid":${holder.pid}`)
    await expect(withFileLock(path, { timeoutMs: 200 }, async () => 1)).rejects.toMatchObject({
      code: 'STORAGE_WRITE_FAILED',
      message: expect.stringMatching(new RegExp(`200 ms by process ${holder.pid}`, 'u')),
    })
    await kill(holder)
    const begun = performance.now()
    // Many at once must not break each other's new lock.
    let inside = 0
    await Promise.all(
      Array.from({ length: 10 }, () =>
        withFileLock(path, {}, async () => {
          expect(++inside).toBe(1)
          await new Promise((resolve) => setTimeout(resolve, 2))
          inside--
        }),
      ),
    )
    expect(performance.now() - begun).toBeLessThan(1000)
    expect(await readdir(base)).toEqual([])
  })

  it('tells a process from an earlier one with the same pid', async () => {
    const path = join(base, 'lock')
    const earlier = await withFileLock(path, {}, () => readFile(path, 'utf8'))
    await writeFile(path, earlier.replace(/"started":"[^"]*"/u, '"started":"12"'))
    expect(await withFileLock(path, { timeoutMs: 500 }, async () => 'mine')).toBe('mine')
  })

  it('breaks the lock of another machine, and one that says nothing, only after it stood for a while', async () => {
    const path = join(base, 'lock')
    const own = await withFileLock(path, {}, () => readFile(path, 'utf8'))
    await writeFile(path, own.replace(/"host":"[^"]*"/u, '"host":"00000000"'))
    await expect(withFileLock(path, { timeoutMs: 100 }, async () => 1)).rejects.toMatchObject({
      code: 'STORAGE_WRITE_FAILED',
    })
    expect(await withFileLock(path, { foreignStaleMs: 100 }, async () => 1)).toBe(1)
    await writeFile(path, '')
    expect(await withFileLock(path, {}, async () => 2)).toBe(2)
  })

  it('stops waiting when it is aborted, and frees the lock when the work fails', async () => {
    const path = join(base, 'lock')
    const holder = await start('lock-holder.ts', path)
    const reason = new Error('stop')
    const stop = new AbortController()
    setTimeout(() => stop.abort(reason), 50)
    await expect(withFileLock(path, { signal: stop.signal }, async () => 1)).rejects.toBe(reason)
    await kill(holder)
    await expect(withFileLock(path, {}, () => Promise.reject(reason))).rejects.toBe(reason)
    expect(await withFileLock(path, {}, async () => 1)).toBe(1)
  })
})
