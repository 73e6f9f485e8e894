import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** The process ids of everything that a process has started, directly or not. */
export async function descendants(root: number): Promise<readonly number[]> {
  const { stdout } = await execute('ps', ['-A', '-o', 'pid=,ppid='])
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/u).map(Number))
  const found: number[] = []
  const waiting = [root]
  for (let parent = waiting.pop(); parent !== undefined; parent = waiting.pop()) {
    for (const [pid = 0, ppid] of rows) {
      if (ppid !== parent) continue
      found.push(pid)
      waiting.push(pid)
    }
  }
  // `ps` itself was a child of the test, never of the server.
  return found
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Those that are still alive after waiting up to `timeoutMs` for all of them to end. */
export async function stillAlive(pids: readonly number[], timeoutMs: number): Promise<readonly number[]> {
  const deadline = Date.now() + timeoutMs
  while (pids.some(isAlive) && Date.now() < deadline) await delay(20)
  return pids.filter(isAlive)
}

/** Time that the processors spent on a process so far, in milliseconds; endless where the system does not tell. */
export async function processorMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (stat === undefined) return Number.POSITIVE_INFINITY
  // The name, in brackets, may hold spaces; after it, user and system time are the 12th and 13th field, in 1/100 s.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
