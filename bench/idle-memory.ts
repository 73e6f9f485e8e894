import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Session, SubprocessExecutor } from '@code-mode/core'
import { median, row, type Row } from './table.ts'

const ROUNDS = 5
const IDLE = 'import sys; sys.stdout.write("."); sys.stdout.flush(); sys.stdin.read()'

/** Resident memory of a guest that has run `1 + 1` and waits, against an interpreter that waits. Linux only. */
export async function idleMemory(folder: string): Promise<readonly Row[]> {
  if (process.platform !== 'linux') return []
  const executor = new SubprocessExecutor()
  const { interpreter } = await executor.probe()
  const guests: number[] = []
  const bare: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const plain = spawn(interpreter.path, ['-I', '-S', '-c', IDLE], { stdio: ['pipe', 'pipe', 'inherit'] })
    await once(plain.stdout, 'data')
    bare.push(await residentMegabytes(plain.pid ?? 0))
    plain.stdin.end()
    const session = await Session.open(join(folder, 'idle'), { executor })
    const result = await session.run('import os\nos.getpid()')
    await session.run('1 + 1')
    // What is loaded after the first result, and threads that fall asleep, belong to an idle guest.
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    guests.push(await residentMegabytes(Number(result.ok ? result.value : 0)))
    await session.close()
  }
  await executor.close()
  const floor = median(bare)
  return [
    row({
      what: 'python that waits, resident',
      values: bare,
      unit: 'MB',
      bound: 'the measure of the next row',
      holds: () => true,
    }),
    row({
      what: 'idle guest, resident',
      values: guests,
      unit: 'MB',
      bound: 'at most 15 MB more',
      holds: (value) => value < floor + 15,
    }),
  ]
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1000
}
