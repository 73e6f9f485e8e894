import { randomBytes } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive, thisHost } from './process-identity.ts'

const pattern = /^\.tmp-([0-9a-f]{8})-(\d+)-[0-9a-f]{12}$/u
/** What is left when a process is killed while it breaks the lock of another one that was killed. */
const brokenLock = /^\.(?:\w+\.)?lock\./u
const abandonedAfterMs = 24 * 60 * 60 * 1000

/** A new path in this folder, of a form that says which process writes there. */
export function temporaryPath(folder: string): string {
  return join(folder, `.tmp-${thisHost}-${process.pid}-${randomBytes(6).toString('hex')}`)
}

/** Removes what processes that were killed left unfinished in a folder. */
export async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const match = pattern.exec(name)
    if (match === null) {
      if (brokenLock.test(name) && (await isOlderThan(path, abandonedAfterMs)))
        await rm(path, { force: true }).catch(() => undefined)
      continue
    }
    const alive = await isAlive({ host: match[1] ?? '', pid: Number(match[2]), started: '' })
    if (alive === true) continue
    if (alive === undefined && !(await isOlderThan(path, abandonedAfterMs))) continue
    await rm(path, { force: true }).catch(() => undefined)
  }
}

async function isOlderThan(path: string, ageMs: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && Date.now() - found.mtimeMs > ageMs
}
