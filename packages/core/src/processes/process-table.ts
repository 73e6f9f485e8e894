import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** One row of the machine's process table. */
export interface ProcessInfo {
  readonly pid: number
  readonly parentPid: number
  readonly groupId: number
  /** Resident memory in KiB. */
  readonly residentKb: number
  /** Threads of the process; 1 where the system does not tell. */
  readonly threads: number
}

/** Every process visible to this one. From /proc on Linux, from `ps` elsewhere. */
export async function readProcessTable(): Promise<readonly ProcessInfo[]> {
  return process.platform === 'linux' ? readFromProc() : readFromPs()
}

/** Of `table`, `root`, its descendants, everything in its process group, and the descendants of those. */
export function processTree(
  table: readonly ProcessInfo[],
  root: number,
  also: readonly number[] = [],
): ProcessInfo[] {
  const children = new Map<number, ProcessInfo[]>()
  for (const row of table) {
    const siblings = children.get(row.parentPid)
    if (siblings === undefined) children.set(row.parentPid, [row])
    else siblings.push(row)
  }
  const seen = new Set<ProcessInfo>()
  const queue = table.filter((row) => row.pid === root || row.groupId === root || also.includes(row.pid))
  for (let row = queue.pop(); row !== undefined; row = queue.pop()) {
    if (seen.has(row)) continue
    seen.add(row)
    queue.push(...(children.get(row.pid) ?? []))
  }
  return [...seen]
}

/**
 * Pids of the processes whose initial environment has `name=value`. Linux only: elsewhere the environment of another
 * process cannot be read, and the list is empty.
 */
export async function findMarkedProcesses(name: string, value: string): Promise<readonly number[]> {
  if (process.platform !== 'linux') return []
  const marker = Buffer.from(`\0${name}=${value}\0`)
  const found = await Promise.all(
    (await listPids()).map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`).catch(() => undefined)
      if (environment === undefined) return undefined
      return Buffer.concat([Buffer.from('\0'), environment]).includes(marker) ? pid : undefined
    }),
  )
  return found.filter((pid) => pid !== undefined)
}

async function listPids(): Promise<number[]> {
  const names = await readdir('/proc')
  return names.filter((name) => /^\d+$/.test(name)).map(Number)
}

async function readFromProc(): Promise<readonly ProcessInfo[]> {
  const rows = await Promise.all(
    (await listPids()).map(async (pid): Promise<ProcessInfo | undefined> => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
      // A zombie holds no memory and runs nothing.
      if (status === '' || /^State:\tZ/m.test(status)) return undefined
      const field = (name: string): number =>
        Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0)
      return {
        pid,
        parentPid: field('PPid'),
        groupId: field('NSpgid'),
        residentKb: field('VmRSS'),
        threads: field('Threads'),
      }
    }),
  )
  return rows.filter((row) => row !== undefined)
}

async function readFromPs(): Promise<readonly ProcessInfo[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,pgid=,rss=,state='], {
    maxBuffer: 16 * 1024 * 1024,
  })
  return stdout.split('\n').flatMap((line) => {
    const [pid, parentPid, groupId, residentKb, state] = line.trim().split(/\s+/)
    if (state === undefined || state.startsWith('Z')) return []
    return [
      {
        pid: Number(pid),
        parentPid: Number(parentPid),
        groupId: Number(groupId),
        residentKb: Number(residentKb),
        threads: 1,
      },
    ]
  })
}
