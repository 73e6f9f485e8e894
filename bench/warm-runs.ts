import { join } from 'node:path'
import { Session } from '@code-mode/core'
import { quantile, row, type Row } from './table.ts'

const ROUNDS = 5_000

/** `1 + 1` through `Session.run` in a guest that is warm. */
export async function warmRuns(folder: string): Promise<readonly Row[]> {
  const session = await Session.open(join(folder, 'warm'))
  try {
    const times: number[] = []
    for (let round = -200; round < ROUNDS; round += 1) {
      const startedAt = performance.now()
      await session.run('1 + 1')
      if (round >= 0) times.push(performance.now() - startedAt)
    }
    return [
      row({
        what: 'warm 1 + 1 through Session.run',
        values: times,
        bound: 'at most 0.4 ms',
        holds: (value) => value <= 0.4,
      }),
      row({
        what: 'the same, 99 of 100',
        values: [quantile(times, 0.99)],
        bound: 'at most 2 ms',
        holds: (value) => value <= 2,
      }),
    ]
  } finally {
    await session.close()
  }
}
