import { findMarkedProcesses, type ProcessInfo, processTree, readProcessTable } from './process-table.ts'

/** A variable that only the processes of one tree carry. */
export interface ProcessMarker {
  readonly name: string
  readonly value: string
}

/** A process that forks as fast as it is killed must not hold the host for ever. */
const MAXIMUM_ROUNDS = 20

/**
 * Sends `signal` to every process of the group led by `pid`.
 *
 * @returns False when the group is already gone.
 */
export function killProcessGroup(pid: number, signal: NodeJS.Signals): boolean {
  return send(-pid, signal)
}

/** Sends `signal` to one process. False when it is already gone. */
export function killProcess(pid: number, signal: NodeJS.Signals): boolean {
  return send(pid, signal)
}

/**
 * Kills the group led by `pid` and, with a marker, every process that carries it: so also descendants that made their
 * own session. Descendants are also found by their parents: one may have cleared its environment, and where environments
 * cannot be read (macOS) there is no other way.
 */
export async function killTree(pid: number, marker?: ProcessMarker): Promise<void> {
  // Parents must be read before the kill: afterwards every orphan belongs to process 1.
  const descendants = marker === undefined && process.platform === 'linux' ? [] : await treeOf(pid)
  killProcessGroup(pid, 'SIGKILL')
  for (const row of descendants) killProcess(row.pid, 'SIGKILL')
  if (marker === undefined) return
  // Twice nothing, because a process has no readable environment for the instant in which it executes a new program.
  for (let round = 0, empty = 0; round < MAXIMUM_ROUNDS && empty < 2; round += 1) {
    const marked = await findMarkedProcesses(marker.name, marker.value)
    empty = marked.length === 0 ? empty + 1 : 0
    for (const each of marked) killProcess(each, 'SIGKILL')
  }
}

async function treeOf(pid: number): Promise<readonly ProcessInfo[]> {
  return processTree(await readProcessTable().catch(() => []), pid)
}

function send(target: number, signal: NodeJS.Signals): boolean {
  // Zero and one would mean our own group, or everything.
  if (!Number.isInteger(target) || Math.abs(target) <= 1)
    throw new TypeError(`Not a process to signal: ${target}.`)
  try {
    process.kill(target, signal)
    return true
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    // macOS answers EPERM for a group of which only zombies are left.
    if (code === 'ESRCH' || code === 'EPERM') return false
    throw error
  }
}
