import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Session, SubprocessExecutor } from '@code-mode/core'
import { median, row, type Row } from './table.ts'

const ROUNDS = 25

/** A new session's first result, against `python -c 1` of the same interpreter, in turn. */
export async function startToFirstResult(folder: string): Promise<readonly Row[]> {
  const executor = new SubprocessExecutor()
  const { interpreter } = await executor.probe()
  const first: number[] = []
  const bare: number[] = []
  for (let round = -2; round < ROUNDS; round += 1) {
    const session = await Session.open(join(folder, 'start'), { executor })
    const startedAt = performance.now()
    const result = await session.run('1 + 1')
    const elapsed = performance.now() - startedAt
    if (!result.ok || result.value !== 2) throw new Error('The first run failed.')
    await session.close()
    const bareStartedAt = performance.now()
    spawnSync(interpreter.path, ['-c', '1'])
    const bareElapsed = performance.now() - bareStartedAt
    if (round < 0) continue
    first.push(elapsed)
    bare.push(bareElapsed)
  }
  await executor.close()
  const floor = median(bare)
  return [
    row({
      what: `python ${interpreter.version} -c 1`,
      values: bare,
      bound: 'the measure of the next row',
      holds: () => true,
    }),
    row({
      what: 'start to first result',
      values: first,
      bound: 'at most 2 × that',
      holds: (value) => value <= 2 * floor,
    }),
  ]
}
