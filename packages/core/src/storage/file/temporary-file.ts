import { randomBytes } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive, thisHost } from './process-identity.ts'

const pattern = /^\.tmp-([0-9a-f]{8})-(\d+)-[0-9a-f]{12}$/u
const staged = /^\.data-([0-9a-f]{8})-(\d+)-[0-9a-f]{32}$/u
/** What is left when a process is killed while it breaks the lock of another one that was killed. */
const brokenLock = /^\.(?:\w+\.)?lock\./u
const abandonedAfterMs = 24 * 60 * 60 * 1000

/** A new path in this folder, of a form that says which process writes there. */
export function temporaryPath(folder: string): string {
  return join(folder, `.tmp-${thisHost}-${process.pid}-${randomBytes(6).toString('hex')}`)
}

/** The name of data that no commit names yet, or none any more; says who writes it. */
export function stagedName(): string {
  return `.data-${thisHost}-${process.pid}-${randomBytes(16).toString('hex')}`
}

/** True for the names that {@link stagedName} gives. */
export function isStagedName(name: string): boolean {
  return staged.test(name)
}

/** True when the process that this staged file belongs to has ended. */
export async function isAbandoned(folder: string, name: string): Promise<boolean> {
  const match = staged.exec(name) ?? pattern.exec(name)
  if (match === null) return false
  const alive = await isAlive({ host: match[1] ?? '', pid: Number(match[2]), started: '' })
  return alive === false || (alive === undefined && (await isOlderThan(join(folder, name), abandonedAfterMs)))
}

/** Removes what processes that were killed left unfinished in a folder. */
export async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (!pattern.test(name)) {
      if (brokenLock.test(name) && (await isOlderThan(path, abandonedAfterMs)))
        await rm(path, { force: true }).catch(() => undefined)
      continue
    }
    if (!(await isAbandoned(folder, name))) continue
    await rm(path, { force: true }).catch(() => undefined)
  }
}

async function isOlderThan(path: string, ageMs: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && Date.now() - found.mtimeMs > ageMs
}
