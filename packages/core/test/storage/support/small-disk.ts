import { spawnSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** A file system of its own in memory, unmounted when the test is over; `undefined` where this user may not mount one. */
export async function smallDisk(
  megabytes: number,
): Promise<{ readonly path: string; readonly readOnly: () => void } | undefined> {
  const path = join(await temporaryFolder(), 'disk')
  await mkdir(path)
  if (!mount(['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path])) return undefined
  onTestFinished(() => void spawnSync('umount', ['-l', path]))
  return {
    path,
    readOnly: () => {
      if (!mount(['-o', 'remount,ro', path])) throw new Error(`"${path}" could not be made read-only.`)
    },
  }
}

function mount(parameters: readonly string[]): boolean {
  return spawnSync('mount', parameters, { stdio: 'ignore' }).status === 0
}
