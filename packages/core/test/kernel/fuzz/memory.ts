import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const MIB = 1_048_576

/** Memory that the host holds, in MiB: objects, and buffers outside of the heap. */
function held(): number {
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / MIB
}

/** The memory of buffers is given back a moment after their collection. */
async function settle(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    collect()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

export interface MemoryGrowth {
  /** Most that was held more than before at any sampled moment, in MiB. */
  readonly peak: number
  /** What was held more afterwards, in MiB. */
  readonly kept: number
}

/** Does the work and says by how much memory grew. */
export async function memoryGrowth(work: () => Promise<void>): Promise<MemoryGrowth> {
  await settle()
  const before = held()
  let most = before
  const timer = setInterval(() => {
    // Only what survives a collection counts: garbage says nothing about bounds.
    if (held() - before > 100) collect()
    most = Math.max(most, held())
  }, 20)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
  most = Math.max(most, held())
  // Timers that wait for guests to leave hold on to them for a moment.
  await new Promise((resolve) => setTimeout(resolve, 400))
  await settle()
  return { peak: most - before, kept: held() - before }
}
