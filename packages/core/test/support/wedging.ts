import { readdir, readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { functionTools, SubprocessExecutor } from '../../src/index.ts'
import type { Attack } from './attacks.ts'
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

/** Runs an attack and checks what must hold after every one of them. */
export async function withstands(attack: Attack): Promise<'withstood'> {
  const { code, lost, error, message, timeoutMs, limits } = attack
  const session = await openSession({
    tools: [never],
    executor,
    env: { WEDGING: String(process.pid) },
    limits,
  })
  await valueOf(session, 'kept = 7')
  let startedAt = performance.now()
  const result = await session.run(code, { timeoutMs })
  expect(performance.now() - startedAt).toBeLessThan(timeoutMs + LONGEST_OVERTIME_MS)
  const told = result.ok ? 'ok' : `${result.error.kind} ${result.error.name}: ${result.error.message}`
  if (error === undefined) expect(told).toBe('ok')
  else if (error !== 'any') expect(`${told} `).toMatch(new RegExp(`^${error}[ :]`))
  if (message !== undefined) expect(told).toMatch(message)
  if (!result.ok) expect(result.error.name).not.toBe('')
  startedAt = performance.now()
  const next = await session.run('1 + 1')
  expect(performance.now() - startedAt).toBeLessThan(NEXT_WITHIN_MS)
  const nextTold = next.ok ? 'ok' : next.error.traceback
  expect(next, nextTold).toMatchObject({ ok: true, value: 2, stdout: '', stderr: '' })
  const isLost = result.stateLost || next.stateLost
  if (lost !== 'either') expect(isLost, `${told}; state lost`).toBe(lost === 'yes')
  const kept = await session.run('kept')
  if (isLost) expect(kept).toMatchObject({ ok: false, error: { name: 'NameError' }, stateLost: false })
  else expect(kept).toMatchObject({ ok: true, value: 7, stateLost: false })
  await session.close()
  expect(await guests()).toEqual([])
  return 'withstood'
}

/** Command lines of processes that some guest of this host has left, or is; none where they cannot be found. */
export async function guests(): Promise<readonly string[]> {
  if (process.platform !== 'linux') return []
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
