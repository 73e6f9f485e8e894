import { readdir, readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { type Limits, functionTools, type RunError, SubprocessExecutor } from '../../src/index.ts'
import { openSession, valueOf } from './open-session.ts'

/** Beyond its deadline a run has a second of grace; the rest is for slow machines. In milliseconds. */
const LONGEST_OVERTIME_MS = 3_000
const NEXT_WITHIN_MS = 2_000

/** One interpreter found for a whole file; sessions do not own it. */
const executor = new SubprocessExecutor()

export const never = functionTools({
  name: 'never',
  functions: {
    answer: {
      description: 'Never answers, and ignores its signal.',
      inputSchema: { type: 'object' },
      execute: () => new Promise(() => {}),
    },
  },
})

/** What is expected of one program, and of the session after it. */
export interface Attack {
  readonly title: string
  readonly code: string
  /** `either`: whether the interpreter survives is a matter of luck; the result must say which. */
  readonly lost: boolean | 'either'
  /** Absent: the program succeeds. `any`: it may fail in whatever way. */
  readonly error?: { readonly kind: RunError['kind']; readonly name?: string; readonly message?: RegExp } | 'any'
  /** @defaultValue 10_000 */
  readonly timeoutMs?: number
  readonly limits?: Limits
  /** Exactly what it printed. */
  readonly stdout?: string
}

/** Runs an attack and checks what must hold after every one of them. */
export async function withstands(attack: Attack): Promise<void> {
  const { code, lost, error, timeoutMs = 10_000, limits } = attack
  const session = await openSession({
    tools: [never],
    executor,
    env: { WEDGING: String(process.pid) },
    ...(limits === undefined ? {} : { limits }),
  })
  await valueOf(session, 'kept = 7')
  let startedAt = performance.now()
  const result = await session.run(code, { timeoutMs })
  expect(performance.now() - startedAt).toBeLessThan(timeoutMs + LONGEST_OVERTIME_MS)
  const told = result.ok ? 'ok' : `${result.error.kind} ${result.error.name}: ${result.error.message}`
  if (error === undefined) expect(result.ok, told).toBe(true)
  else if (error !== 'any') {
    const { message, ...rest } = error
    expect(result, told).toMatchObject({ ok: false, error: rest })
    if (message !== undefined) expect(told).toMatch(message)
  }
  if (!result.ok) expect(result.error.name).not.toBe('')
  if (attack.stdout !== undefined) expect(result.stdout).toBe(attack.stdout)
  startedAt = performance.now()
  const next = await session.run('1 + 1')
  expect(performance.now() - startedAt).toBeLessThan(NEXT_WITHIN_MS)
  const nextTold = next.ok ? 'ok' : next.error.traceback
  expect(next, nextTold).toMatchObject({ ok: true, value: 2, stdout: '', stderr: '' })
  const isLost = result.stateLost || next.stateLost
  if (lost !== 'either') expect(isLost, `${told}; state lost`).toBe(lost)
  const kept = await session.run('kept')
  if (isLost) expect(kept).toMatchObject({ ok: false, error: { name: 'NameError' }, stateLost: false })
  else expect(kept).toMatchObject({ ok: true, value: 7, stateLost: false })
  await session.close()
  if (process.platform === 'linux') expect(await guests()).toEqual([])
}

/** Command lines of processes that some guest of this host has left, or is. */
export async function guests(): Promise<readonly string[]> {
  const found: string[] = []
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
    if (status === '' || /^State:\t[ZX]/m.test(status)) continue
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    const parent = /^PPid:\t(\d+)/m.exec(status)?.[1]
    const ours = environment.includes('CODE_MODE_GUEST=') && environment.includes(`WEDGING=${process.pid}`)
    if (ours || command.includes(`wedging-${process.pid}`)) found.push(`${pid} of ${parent}: ${command}`)
  }
  return found
}
