import type { CallTable } from './call-table.ts'
import type { Guest } from './guest.ts'
import type { RunOutcome } from './run-outcome.ts'
import type { OutputChannel, RunMode } from './wire/messages.ts'
import type { Value } from './wire/value.ts'
import type { WireConnection } from './wire/wire-connection.ts'

/** Time a guest has to come back after an interrupt before it is killed, in milliseconds. */
const GRACE_MS = 1_000
/** An interrupt that was swallowed (`except BaseException`) is sent again this often within the grace. */
const REPEAT_MS = 300

export interface KernelRunRequest {
  readonly runId: string
  readonly mode: RunMode
  readonly body: Value
  readonly fileName: string
  readonly timeoutMs: number
  readonly signal?: AbortSignal
  readonly onOutput: (channel: OutputChannel, text: string) => void
  readonly onDisplay: (bundle: Value) => void
  /** One more display was beyond what a run may show, and is lost. */
  readonly onDisplayDropped?: () => void
}

type StopReason = 'timeout' | 'aborted'

/** One run under way: its clock, and how it is stopped. */
export class ActiveRun {
  readonly wireId: string
  readonly request: KernelRunRequest
  readonly outcome: Promise<RunOutcome>
  /** Work that must be done before the outcome is given: displays being read. */
  readonly pending: Promise<void>[] = []
  resultSeen = false
  readonly #guest: Guest
  readonly #connection: WireConnection
  readonly #calls: CallTable
  readonly #timers: NodeJS.Timeout[] = []
  #resolve: (outcome: RunOutcome) => void = () => {}
  #stopping: StopReason | undefined
  #killing = false
  #delivered: Promise<void> = Promise.resolve()
  readonly #onAbort = (): void => this.#stop('aborted')

  constructor(options: {
    readonly wireId: string
    readonly request: KernelRunRequest
    readonly guest: Guest
    readonly connection: WireConnection
    readonly calls: CallTable
  }) {
    this.wireId = options.wireId
    this.request = options.request
    this.#guest = options.guest
    this.#connection = options.connection
    this.#calls = options.calls
    this.outcome = new Promise((resolve) => {
      this.#resolve = resolve
    })
    this.#timers.push(
      setTimeout(() => this.#stop('timeout'), Math.min(this.request.timeoutMs, 2_147_483_647)),
    )
    this.request.signal?.addEventListener('abort', this.#onAbort, { once: true })
    if (this.request.signal?.aborted === true) this.#stop('aborted')
  }

  /** The guest gave its result. After a stop the result is dropped, but its lines tell where the program was. */
  async finish(outcome: RunOutcome): Promise<void> {
    await Promise.all(this.pending)
    // No further run may start while a signal meant for this one is on its way.
    await this.#delivered
    // Too late: a guest that is being killed cannot take another run, and its end says so.
    if (this.#killing) return
    const where = outcome.status === 'failed' ? outcome.error : undefined
    if (this.#stopping === 'timeout') {
      this.#end({
        status: 'timeout',
        alive: true,
        traceback: where?.traceback ?? '',
        line: where?.line ?? null,
      })
    } else if (this.#stopping === 'aborted') this.#end({ status: 'aborted', alive: true })
    else this.#end(outcome)
  }

  /** The guest is gone. */
  died(outcome: RunOutcome): void {
    if (this.#stopping === 'timeout')
      this.#end({ status: 'timeout', alive: false, traceback: '', line: null })
    else if (this.#stopping === 'aborted') this.#end({ status: 'aborted', alive: false })
    else this.#end(outcome)
  }

  #stop(reason: StopReason): void {
    if (this.#stopping !== undefined) return
    this.#stopping = reason
    this.#interrupt()
    this.#calls.abortRun(this.wireId)
    const repeat = setInterval(() => this.#interrupt(), REPEAT_MS)
    const kill = setTimeout(() => this.#kill(), GRACE_MS)
    this.#timers.push(repeat, kill)
  }

  #interrupt(): void {
    if (this.resultSeen) return
    this.#connection.send({ type: 'interrupt', run: this.wireId })
    const delivery = this.#guest.interrupt().catch(() => {})
    this.#delivered = Promise.all([this.#delivered, delivery]).then(() => {})
  }

  #kill(): void {
    this.#killing = true
    this.#guest.kill().catch(() => {})
  }

  #end(outcome: RunOutcome): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.request.signal?.removeEventListener('abort', this.#onAbort)
    this.#resolve(outcome)
  }
}
