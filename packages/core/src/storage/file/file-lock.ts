import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CodeModeError } from '../../errors/code-mode-error.ts'
import { type LockOwner, parseOwner, parseShortOwner, shortOwner } from './lock-owner.ts'
import { isAlive, ownIdentity } from './process-identity.ts'
import { systemCode } from './system-error.ts'
import { temporaryPath } from './temporary-file.ts'

export interface LockOptions {
  /** How long to wait for another owner. @defaultValue 15000 */
  readonly timeoutMs?: number
  /** How long the same lock of another machine must stand, seen from here, until it counts as left behind. @defaultValue 5000 */
  readonly foreignStaleMs?: number
  readonly signal?: AbortSignal
}

/** Who waits in this process, by lock: only the first of them looks at the file. */
const queues = new Map<string, Promise<unknown>>()

/**
 * Runs `work` while no other process on this lock does, by a file that only one can create. The lock of a process that
 * was killed is recognised at once and broken. Hold it for moments only.
 *
 * @throws CodeModeError `STORAGE_WRITE_FAILED` when the lock did not become free in time.
 */
export async function withFileLock<T>(
  path: string,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const before = queues.get(path)
  const turn = (async () => {
    if (before !== undefined) {
      await before
      // Gives other processes a moment between two of ours.
      await sleep(1)
    }
    options.signal?.throwIfAborted()
    const token = await acquire(path, options)
    try {
      return await work()
    } finally {
      release(path, token)
    }
  })()
  const settled = turn.catch(() => undefined)
  queues.set(path, settled)
  try {
    return await turn
  } finally {
    if (queues.get(path) === settled) queues.delete(path)
  }
}

async function acquire(path: string, options: LockOptions): Promise<string> {
  const { timeoutMs = 15_000, foreignStaleMs = 5_000, signal } = options
  const owner: LockOwner = {
    ...(await ownIdentity()),
    token: randomBytes(8).toString('hex'),
    since: new Date().toISOString(),
  }
  const begun = performance.now()
  let seen = { token: '', since: begun }
  for (let attempt = 0; ; attempt++) {
    if (create(path, owner)) return owner.token
    const holder = readHolder(path)
    if (holder === undefined) continue
    const now = performance.now()
    if (seen.token !== holder.token) seen = { token: holder.token, since: now }
    const alive = holder.owner === undefined ? undefined : await isAlive(holder.owner)
    const stoodMs = now - seen.since
    if (
      alive === false ||
      (alive === undefined && stoodMs > (holder.owner === undefined ? 1000 : foreignStaleMs))
    ) {
      await breakLock(path, holder.token, options)
      continue
    }
    if (now - begun > timeoutMs) throw timedOut(path, holder.owner, timeoutMs)
    await sleep(Math.min(1 + attempt, 10) * (0.5 + Math.random()), undefined, { ref: true })
    signal?.throwIfAborted()
  }
}

/**
 * The file appears with its content, so that nobody sees a lock without an owner. Without `await`: these calls take
 * microseconds, while each way through the thread pool, under load, would keep all other processes waiting.
 */
function create(path: string, owner: LockOwner): boolean {
  const content = JSON.stringify(owner)
  const temporary = temporaryPath(dirname(path))
  try {
    writeFileSync(temporary, content, { flag: 'wx' })
    linkSync(temporary, path)
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    // Who deletes makes room, so that needs a lock where there is no room for one.
    if (systemCode(error) === 'ENOSPC') return claim(() => symlinkSync(shortOwner(owner), path))
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EMLINK'].includes(systemCode(error) ?? '')) throw error
    return claim(() => writeFileSync(path, content, { flag: 'wx' }))
  } finally {
    rmSync(temporary, { force: true })
  }
}

function claim(create: () => void): boolean {
  try {
    create()
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}

function release(path: string, token: string): void {
  // Somebody may have taken us for dead; then the file is theirs.
  if (readHolder(path)?.token === token) rmSync(path, { force: true })
}

/**
 * Removes the lock of a dead owner. Two who find it dead at the same time must not both remove a file of that name, or
 * the second would remove the first one's new lock. So the removal has a lock of its own, named after the dead one.
 */
async function breakLock(path: string, token: string, options: LockOptions): Promise<void> {
  await withFileLock(`${path}.${token.slice(0, 16)}`, options, async () => {
    if (readHolder(path)?.token === token) rmSync(path, { force: true })
  })
}

function readHolder(
  path: string,
): { readonly token: string; readonly owner: LockOwner | undefined } | undefined {
  try {
    const owner = parseOwner(readFileSync(path, 'utf8'))
    if (owner !== undefined) return { token: owner.token, owner }
    const { ino, mtimeMs } = statSync(path)
    return { token: `${ino}-${Math.trunc(mtimeMs)}`, owner: undefined }
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
    return readLinkHolder(path)
  }
}

function readLinkHolder(path: string): { readonly token: string; readonly owner: LockOwner } | undefined {
  try {
    const owner = parseShortOwner(readlinkSync(path))
    return owner === undefined ? undefined : { token: owner.token, owner }
  } catch {
    // Gone, or a file again.
    return undefined
  }
}

function timedOut(path: string, owner: LockOwner | undefined, timeoutMs: number): CodeModeError {
  const who = owner === undefined ? 'another process' : `process ${owner.pid}, since ${owner.since}`
  return new CodeModeError({
    code: 'STORAGE_WRITE_FAILED',
    message: `The storage stayed locked for ${timeoutMs} ms by ${who}. Nothing was changed.`,
    hint: `If no such process uses the storage any more, delete "${path}".`,
    details: { path, pid: owner?.pid ?? null, timeoutMs },
  })
}
