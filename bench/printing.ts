import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { Session, SubprocessExecutor } from '@code-mode/core'
import { median, row, type Row } from './table.ts'

const ROUNDS = 9
const LINES = 100_000
const PRINT = `for index in range(${LINES}):\n    print(index)`

/** 100,000 printed lines, against the same program under the plain interpreter into a pipe, in turn. */
export async function printing(folder: string): Promise<readonly Row[]> {
  const executor = new SubprocessExecutor()
  const { interpreter } = await executor.probe()
  const session = await Session.open(join(folder, 'printing'), { executor })
  const ours: number[] = []
  const plain: number[] = []
  try {
    await session.run('1')
    for (let round = -1; round < ROUNDS; round += 1) {
      const plainAt = performance.now()
      const printed = execFileSync(interpreter.path, ['-E', '-c', PRINT])
      const plainElapsed = performance.now() - plainAt
      const startedAt = performance.now()
      const result = await session.run(PRINT)
      const elapsed = performance.now() - startedAt
      if (result.stdout !== printed.toString()) throw new Error('The printed lines are not the same.')
      if (round < 0) continue
      ours.push(elapsed)
      plain.push(plainElapsed)
    }
  } finally {
    await session.close()
    await executor.close()
  }
  const floor = median(plain)
  return [
    row({
      what: 'python, 100,000 printed lines',
      values: plain,
      bound: 'the measure of the next row',
      holds: () => true,
    }),
    row({
      what: 'a run that prints 100,000 lines',
      values: ours,
      bound: 'at most 3 × that',
      holds: (value) => value <= 3 * floor,
    }),
  ]
}
