import { onTestFinished } from 'vitest'
import { SubprocessExecutor } from '../../../src/executors/subprocess/subprocess-executor.ts'
import type { CallHandler } from '../../../src/kernel/guest-call.ts'
import type { Guest } from '../../../src/kernel/guest.ts'
import { Kernel } from '../../../src/kernel/kernel.ts'
import type { RunOutcome } from '../../../src/kernel/run-outcome.ts'

export interface LiveGuest {
  readonly guest: Guest
  readonly printed: { bytes: number }
  run(code: string, timeoutMs?: number): Promise<RunOutcome>
}

/** A real guest with a kernel of its own, gone when the test is over. */
export async function liveGuest(onCall: CallHandler): Promise<LiveGuest> {
  const executor = new SubprocessExecutor()
  onTestFinished(() => executor.close())
  const guest = await executor.launch({
    sessionId: 'wire',
    labels: {},
    language: 'python',
    requirements: [],
    limits: {},
    env: {},
  })
  const kernel = await Kernel.start({ guest, onCall, onBackground: () => {}, runtimeDeps: true })
  onTestFinished(() => kernel.close())
  const printed = { bytes: 0 }
  const run = (code: string, timeoutMs = 100_000): Promise<RunOutcome> =>
    kernel.run({
      runId: 'run',
      mode: 'exec',
      body: { code },
      fileName: 'cell',
      timeoutMs,
      onOutput: (_, text) => {
        printed.bytes += text.length
      },
      onDisplay: () => {},
    })
  return { guest, printed, run }
}
