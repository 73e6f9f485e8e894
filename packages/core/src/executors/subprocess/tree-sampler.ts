import type { Limits } from '../../kernel/guest.ts'
import type { ProcessMarker } from '../../processes/kill.ts'
import { findMarkedProcesses, processTree, readProcessTable } from '../../processes/process-table.ts'

/** How often a guest with sampled limits is measured, in milliseconds. */
export const SAMPLE_INTERVAL_MS = 250
/** Looking into every process's environment costs more than the table; descendants that left the tree can wait. */
const MARKER_EVERY = 4

export type SampledLimit = 'memory' | 'processes'

export interface SampleTreeOptions {
  readonly pid: number
  readonly marker: ProcessMarker
  readonly limits: Limits
  /** Called once, when a limit is exceeded; sampling has ended then. In MiB, or processes and threads. */
  readonly onExceeded: (name: SampledLimit, exceeded: Exceeded) => void
}

export interface Exceeded {
  readonly limit: number
  readonly used: number
}

/** Measures a process tree until it is stopped or over a limit. Does nothing when no sampled limit is set. */
export function sampleTree(options: SampleTreeOptions): () => void {
  const { memoryMb, processes } = options.limits
  if (memoryMb === undefined && processes === undefined) return () => {}
  let stopped = false
  let round = 0
  let marked: readonly number[] = []
  let timer: NodeJS.Timeout | undefined
  const sample = async (): Promise<void> => {
    if (round % MARKER_EVERY === MARKER_EVERY - 1)
      marked = await findMarkedProcesses(options.marker.name, options.marker.value)
    round += 1
    const tree = processTree(await readProcessTable(), options.pid, marked)
    const residentKb = tree.reduce((sum, row) => sum + row.residentKb, 0)
    const tasks = tree.reduce((sum, row) => sum + row.threads, 0)
    if (stopped) return
    const usedMb = residentKb / 1024
    if (memoryMb !== undefined && usedMb > memoryMb)
      finish('memory', { limit: memoryMb, used: Math.ceil(usedMb) })
    else if (processes !== undefined && tasks > processes)
      finish('processes', { limit: processes, used: tasks })
  }
  const finish = (name: SampledLimit, exceeded: Exceeded): void => {
    stopped = true
    options.onExceeded(name, exceeded)
  }
  const schedule = (): void => {
    if (stopped) return
    timer = setTimeout(
      () =>
        void sample()
          .catch(() => {})
          .then(schedule),
      SAMPLE_INTERVAL_MS,
    )
    timer.unref()
  }
  schedule()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
