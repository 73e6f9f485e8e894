// What is measured: npm run bench. Every figure is compared with its counterpart in the same run.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { artifactSave } from './artifact-save.ts'
import { hostCalls } from './host-calls.ts'
import { idleMemory } from './idle-memory.ts'
import { importOfCore } from './import-of-core.ts'
import { printing } from './printing.ts'
import { startToFirstResult } from './start.ts'
import { printTable, type Row } from './table.ts'
import { warmRuns } from './warm-runs.ts'

const folder = await mkdtemp(join(tmpdir(), 'code-mode-bench-'))
try {
  const rows: Row[] = []
  for (const measure of [
    startToFirstResult,
    warmRuns,
    hostCalls,
    printing,
    artifactSave,
    idleMemory,
    importOfCore,
  ])
    rows.push(...(await measure(folder)))
  printTable(rows)
  process.exitCode = rows.every((row) => row.holds) ? 0 : 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
