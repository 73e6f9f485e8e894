import { spawnSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Session } from '@code-mode/core'
import { median, row, type Row } from './table.ts'

const ROUNDS = 7
const WARM_UPS = 3
const MEGABYTES = 100
const SAVE = `
import time
started = time.perf_counter()
artifacts.save("big", data)
time.perf_counter() - started
`

/** 100 MB of bytes from the guest into the storage, against `dd` with an fsync on the same disk, in turn. */
export async function artifactSave(folder: string): Promise<readonly Row[]> {
  const session = await Session.open(join(folder, 'artifacts'))
  const saved: number[] = []
  const copied: number[] = []
  try {
    await session.run(`data = bytes(${MEGABYTES} * 1_000_000)`)
    for (let round = -WARM_UPS; round < ROUNDS; round += 1) {
      const target = join(folder, 'dd')
      const startedAt = performance.now()
      const dd = spawnSync('dd', [
        'if=/dev/zero',
        `of=${target}`,
        'bs=1000000',
        `count=${MEGABYTES}`,
        'conv=fsync',
      ])
      const elapsed = (performance.now() - startedAt) / 1000
      if (dd.status !== 0) throw new Error(`dd failed: ${dd.stderr.toString()}`)
      await rm(target)
      const result = await session.run(SAVE)
      if (!result.ok) throw new Error(result.error.traceback)
      if (round < 0) continue
      copied.push(MEGABYTES / elapsed)
      saved.push(MEGABYTES / Number(result.value))
    }
  } finally {
    await session.close()
  }
  const disk = median(copied)
  return [
    row({
      what: 'dd conv=fsync, 100 MB',
      values: copied,
      unit: 'MB/s',
      bound: 'the measure of the next row',
      holds: () => true,
    }),
    row({
      what: 'artifacts.save of 100 MB of bytes',
      values: saved,
      unit: 'MB/s',
      bound: 'at least half of that',
      holds: (value) => value >= disk / 2,
    }),
  ]
}
