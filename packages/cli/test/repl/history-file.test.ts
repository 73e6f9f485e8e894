import { execFile } from 'node:child_process'
import { appendFile, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { defaultHistoryFile, HistoryFile } from '../../src/repl/history-file.ts'

const writer = fileURLToPath(new URL('fixtures/write-history.ts', import.meta.url))
let folder: string

beforeEach(async () => {
  const made = await mkdtemp(join(tmpdir(), 'code-mode-history-'))
  folder = made
  onTestFinished(() => rm(made, { recursive: true, force: true }))
})

it('gives cells back as they were, for their owner alone', async () => {
  const file = join(folder, 'state', 'history')
  const history = new HistoryFile(file)
  expect(history.load()).toEqual([])
  history.append('def f():\n    return "é"')
  history.append('f()')
  expect(new HistoryFile(file).load()).toEqual(['def f():\n    return "é"', 'f()'])
  expect((await stat(file)).mode & 0o077).toBe(0)
})

it('passes over lines that are damaged', async () => {
  const file = join(folder, 'history')
  const history = new HistoryFile(file)
  history.append('a')
  await appendFile(file, '"torn\n42\n\n')
  history.append('b')
  expect(history.load()).toEqual(['a', 'b'])
})

it('keeps the latest cells and is bounded on disk', async () => {
  const file = join(folder, 'history')
  const history = new HistoryFile(file, { maxEntries: 10, maxBytes: 500 })
  for (let index = 0; index < 200; index += 1) history.append(`cell ${index}`)
  expect(history.load()).toEqual(Array.from({ length: 10 }, (_, index) => `cell ${190 + index}`))
  const sizes = await Promise.all(
    (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size),
  )
  expect(Math.max(...sizes)).toBeLessThan(600)
  expect(sizes.length).toBe(2)
})

it('loses no cell of several processes that write at once', async () => {
  const file = join(folder, 'history')
  const run = promisify(execFile)
  await Promise.all(['a', 'b', 'c'].map((name) => run(process.execPath, [writer, file, name, '300'])))
  const cells = new HistoryFile(file).load()
  for (const name of ['a', 'b', 'c']) {
    expect(cells.filter((cell) => cell.startsWith(name))).toEqual(
      Array.from({ length: 300 }, (_, index) => `${name} ${index}\nsecond line`),
    )
  }
})

it('goes on when a process that renamed it left its lock behind', async () => {
  const file = join(folder, 'history')
  await mkdir(folder, { recursive: true })
  await appendFile(`${file}.lock`, '')
  const history = new HistoryFile(file, { maxBytes: 100 })
  for (let index = 0; index < 20; index += 1) history.append(`cell ${index}`)
  expect(history.load().length).toBe(20)
})

it('lies with the state of other programs', () => {
  expect(defaultHistoryFile({ XDG_STATE_HOME: '/state' })).toBe(join('/state', 'code-mode', 'repl-history'))
  expect(defaultHistoryFile({ HOME: '/home/me' })).toBe(
    join('/home/me', '.local/state/code-mode/repl-history'),
  )
})
