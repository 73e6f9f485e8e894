import { spawnSync } from 'node:child_process'
import { row, type Row } from './table.ts'

const ROUNDS = 15
const MEASURE = `const s = performance.now(); await import('@code-mode/core'); console.log(performance.now() - s)`

/** Importing the built package in a new process. */
export function importOfCore(): Promise<readonly Row[]> {
  const times = Array.from({ length: ROUNDS }, () => {
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', MEASURE], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    })
    if (child.status !== 0) throw new Error(child.stderr)
    return Number(child.stdout)
  })
  return Promise.resolve([
    row({
      what: 'import of @code-mode/core',
      values: times,
      bound: 'at most 120 ms',
      holds: (value) => value <= 120,
    }),
  ])
}
