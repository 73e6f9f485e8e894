import { setTimeout as delay } from 'node:timers/promises'
import { readFileSync } from 'node:fs'

/** Whether a process lives; a zombie does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  if (process.platform !== 'linux') return true
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** Whether a process is gone and its parent has taken note of it. */
export function isReaped(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}

/** Waits until something is true, for at most 5 s. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 5000
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('It did not become true within 5 s.')
    await delay(20)
  }
}
