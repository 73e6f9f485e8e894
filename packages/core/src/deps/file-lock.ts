import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomUUID } from 'node:crypto'

/** How long the lock of another machine, or one that says nothing, is believed. In milliseconds. */
const TRUSTED_AGE_MS = 10 * 60_000
const UNWRITTEN_AGE_MS = 10_000
const POLL_MS = 100

interface Holder {
  readonly pid: number
  readonly started: string
  readonly host: string
}

/**
 * Takes a lock made of a file, waiting for whoever holds it. The lock of a process that is gone is taken over. It saves
 * double work; correctness must not rest on it.
 *
 * @returns Gives the lock back.
 */
export async function acquireFileLock(file: string, signal?: AbortSignal): Promise<() => Promise<void>> {
  const own = JSON.stringify({ pid: process.pid, started: await startOf(process.pid), host: hostname() } satisfies Holder)
  for (;;) {
    signal?.throwIfAborted()
    const taken = await writeFile(file, own, { flag: 'wx', mode: 0o600 }).then(() => true, (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false
      throw error
    })
    if (taken) return () => rm(file, { force: true })
    if (await isStale(file)) await discard(file)
    // An abort shows at the top of the loop, with its own reason.
    else await sleep(POLL_MS, undefined, signal === undefined ? {} : { signal }).catch(() => {})
  }
}

async function isStale(file: string): Promise<boolean> {
  const [text, info] = await Promise.all([readFile(file, 'utf8').catch(() => undefined), stat(file).catch(() => undefined)])
  if (text === undefined || info === undefined) return false
  const age = Date.now() - info.mtimeMs
  const holder = parse(text)
  if (holder === undefined) return age > UNWRITTEN_AGE_MS
  if (holder.host !== hostname()) return age > TRUSTED_AGE_MS
  return (await startOf(holder.pid)) !== holder.started
}

/** By rename, so that of two processes that find the same stale lock only one removes it. */
async function discard(file: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`
  await rename(file, aside).catch(() => {})
  await rm(aside, { force: true })
}

function parse(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder
  } catch {
    return undefined
  }
}

/** Tells a process from a later one of the same id. Empty when there is no such process. */
async function startOf(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    // The second field is a name in parentheses, which may hold spaces.
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  }
  try {
    process.kill(pid, 0)
    return 'alive'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'alive' : ''
  }
}
