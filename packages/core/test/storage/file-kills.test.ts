import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FileStorage } from '../../src/storage/file/file-storage.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { textOf } from './support/artifact-text.ts'
import { numberedWrite, onlyNumber } from './support/numbered-writes.ts'

const writes = 500
const seed = Number(process.env['CODE_MODE_SEED'] ?? 20_260)
/** Of the 20 earlier states that are kept: a write that is repeated after a kill may be there twice. */
const compared = 15
const names = ['a0', 'a1', 'a2', 'a3', 'w0', 'w1', 'requirements']

/** The number that each item has, and those that it had earlier; both only of what was written in full. */
interface State {
  readonly number: number | undefined
  readonly earlier: readonly number[]
}

describe('a storage whose process is killed', () => {
  it(
    `holds the old or the new state of each item, of one generation, at any moment of ${writes} writes (seed ${seed})`,
    { timeout: 300_000 },
    async () => {
      const base = await temporaryFolder()
      const random = generator(seed)
      let states = new Map<string, State>(names.map((name) => [name, { number: undefined, earlier: [] }]))
      let done = -1
      let kills = 0
      while (done < writes - 1) {
        const before = done
        done = await writeAndKill(base, done + 1, 2 + Math.floor(random() * 22), random() * 4)
        kills++
        for (let number = before + 1; number <= done; number++) states = apply(states, number)
        const storage = new FileStorage({ base })
        await storage.open()
        const found = await look(storage)
        // The write under way when it was killed has happened or not, in full.
        const possible = [states, apply(states, done + 1)].map((each) => Object.fromEntries(each))
        expect(possible, `after a kill at write ${done + 1}`).toContainEqual(Object.fromEntries(found))
        states = found
        await expectNoLeftovers(base, storage)
      }
      expect(kills).toBeGreaterThan(25)
    },
  )
})

/** Lets a process write from `first` on, kills it some time after so many writes, and gives the last one it reported. */
async function writeAndKill(base: string, first: number, count: number, delayMs: number): Promise<number> {
  const fixture = join(import.meta.dirname, 'fixtures/numbered-writer.ts')
  const child = spawn(process.execPath, [fixture, base, String(first), String(writes - 1)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (piece: Buffer) => {
    const lines = output.split('\n').length
    output += piece.toString()
    if (lines <= count && output.split('\n').length > count) setTimeout(() => child.kill('SIGKILL'), delayMs)
  })
  await once(child, 'close')
  return Number(output.trim().split('\n').at(-1) || first - 1)
}

function apply(states: ReadonlyMap<string, State>, number: number): Map<string, State> {
  const after = new Map(states)
  if (number >= writes) return after
  const { name, kind, deletes } = numberedWrite(number)
  const { number: before, earlier } = states.get(name) ?? { number: undefined, earlier: [] }
  const past =
    before === undefined || before === number || kind === 'requirements'
      ? earlier
      : [before, ...earlier].slice(0, compared)
  after.set(name, { number: deletes ? undefined : number, earlier: past })
  return after
}

async function look(storage: FileStorage): Promise<Map<string, State>> {
  expect(await storage.artifacts.problems()).toEqual([])
  expect(await storage.workflows.problems()).toEqual([])
  const found = new Map<string, State>()
  for (const name of names.slice(0, 4)) {
    const info = await storage.artifacts.get(name)
    const number = info && onlyNumber(await textOf(storage, name))
    const described = number === undefined ? [undefined, undefined] : [`number ${number}`, { number }]
    expect([info?.description, info?.metadata]).toEqual(described)
    const history = await storage.artifacts.history(name)
    // A write that is repeated after a kill is another generation of the same number.
    const numbers = history
      .map(({ metadata }) => Number(metadata['number']))
      .filter((each) => each !== number)
    const earlier = [...new Set(numbers)].slice(0, compared)
    found.set(name, { number, earlier })
  }
  for (const name of names.slice(4, 6)) {
    const workflow = await storage.workflows.get(name)
    const earlier = (await storage.workflows.history(name))
      .map(({ source }) => onlyNumber(source))
      .slice(0, compared)
    found.set(name, { number: workflow && onlyNumber(workflow.source), earlier })
  }
  const { requirements } = await storage.requirements.list()
  const number = requirements.length === 0 ? undefined : onlyNumber(requirements.join(' '))
  return found.set('requirements', { number, earlier: [] })
}

async function expectNoLeftovers(base: string, storage: FileStorage): Promise<void> {
  // A lock that was left goes when the next one is taken.
  await storage.workflows.delete('none')
  await storage.artifacts.delete('none')
  await storage.requirements.replace((await storage.requirements.list()).requirements)
  const files = await readdir(base, { recursive: true })
  expect(files.filter((file) => /\.tmp-|\.data-|lock/u.test(file))).toEqual([])
  const data = (await readdir(join(base, 'artifacts'))).filter((file) => !file.startsWith('.'))
  expect(data).toHaveLength((await storage.artifacts.list()).length)
  // Seven items, each with at most 20 earlier states, a second copy, and the folders of all.
  expect(files.length).toBeLessThan(7 * 24 + 20)
}

/** Numbers from 0 to 1 that are the same for the same seed. */
function generator(from: number): () => number {
  let state = from >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
