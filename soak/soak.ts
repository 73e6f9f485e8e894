import { makeBase } from './base.ts'
import { heldMegabytes, leftFiles, markedProcesses, openDescriptors } from './leaks.ts'
import { planOf } from './plan.ts'
import { SoakedSession } from './soaked-session.ts'

export interface SoakOptions {
  readonly seed: number
  readonly minutes: number
  /** Numbers of the sessions: each has a plan of its own. */
  readonly sessions: readonly number[]
  readonly base: string
  /** Where the library makes its temporary files. */
  readonly temporary: string
  /** In the environment of every process that is started. */
  readonly mark: string
}

const SAMPLE_MS = 5_000
/** What the host may hold more at the end than after the first third, in MB. */
const GROWTH_MEGABYTES = 12
/** Processes that were killed take a moment to be gone. */
const SETTLE_MS = 3_000

/** Runs the plans until the time is over, closes everything, and gives what did not hold, after printing it. */
export async function soak(options: SoakOptions): Promise<readonly string[]> {
  const { seed, minutes, sessions, base, mark } = options
  console.log(`soak: seed ${seed}, ${minutes} min, ${sessions.length} sessions`)
  await makeBase(base)
  await warmUp(options)
  const descriptors = await openDescriptors()
  const failures: string[] = []
  const counts = new Map<string, number>()
  const startedAt = performance.now()
  const endsAt = startedAt + minutes * 60_000
  const held: number[] = []
  const sampler = setInterval(() => {
    held.push(heldMegabytes())
    const steps = [...counts.values()].reduce((sum, count) => sum + count, 0)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
    const rss = (process.memoryUsage().rss / 1e6).toFixed(0)
    console.log(
      `${seconds.padStart(5)} s  ${steps} steps  ${held.at(-1)?.toFixed(1)} MB held  ${rss} MB resident`,
    )
  }, SAMPLE_MS)
  const killed = new Map<string, number>()
  await Promise.all(
    sessions.map(async (index) => {
      const session = new SoakedSession({ base, mark })
      let step = 0
      try {
        for (const operation of planOf(seed, index)) {
          if (performance.now() > endsAt || failures.length > 0) break
          try {
            await session.perform(operation)
          } catch (error) {
            const why = error instanceof Error ? error.message : String(error)
            failures.push(`session ${index}, step ${step}, ${JSON.stringify(operation)}: ${why}`)
          }
          counts.set(operation.kind, (counts.get(operation.kind) ?? 0) + 1)
          step += 1
        }
      } finally {
        for (const how of session.killed) killed.set(how, (killed.get(how) ?? 0) + 1)
        await session.close()
      }
    }),
  )
  clearInterval(sampler)
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
  failures.push(...(await leaks(options, descriptors, held)))
  console.log(`steps: ${list(counts)}`)
  console.log(`killed at a deadline: ${list(killed)}`)
  for (const failure of failures) console.error(`✗ ${failure}`)
  if (failures.length > 0) console.error(`Again: npm run soak -- --seed ${seed} --minutes ${minutes}`)
  else console.log('✓ nothing wedged, nothing lost, nothing leaked')
  return failures
}

function list(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ')
}

/** Loads what is loaded once and stays: modules, the supervisor, the compiled runtime. */
async function warmUp({ base, mark }: SoakOptions): Promise<void> {
  const session = new SoakedSession({ base, mark })
  for (const tool of ['function', 'program', 'server'] as const)
    await session.perform({ kind: 'call', tool, times: 2, gathered: true })
  await session.perform({ kind: 'artifact', name: 'warm', bytes: 10 })
  await session.perform({ kind: 'workflow', name: 'warm', factor: 2 })
  await session.close()
  heldMegabytes()
}

async function leaks(
  { mark, temporary, base }: SoakOptions,
  before: readonly string[],
  held: readonly number[],
): Promise<readonly string[]> {
  const failures: string[] = []
  const processes = await markedProcesses(mark)
  if (processes.length > 0) failures.push(`processes are left: ${processes.join(' | ')}`)
  const after = await openDescriptors()
  if (after.length > before.length)
    failures.push(`${after.length} descriptors are open, ${before.length} were: ${after.join(', ')}`)
  const files = [
    ...(await leftFiles(temporary)),
    ...(await leftFiles(base)).filter((file) => /\.tmp-|\.lock|\.next-|\.deleted-/u.test(file)),
  ]
  if (files.length > 0) failures.push(`files are left: ${files.slice(0, 20).join(', ')}`)
  const third = Math.floor(held.length / 3)
  if (third > 0) {
    const growth = Math.min(...held.slice(-third)) - Math.min(...held.slice(third, 2 * third))
    if (growth > GROWTH_MEGABYTES)
      failures.push(
        `memory grew by ${growth.toFixed(1)} MB: ${held.map((value) => value.toFixed(0)).join(' ')}`,
      )
  }
  return failures
}
