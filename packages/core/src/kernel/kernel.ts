import { isUtf8 } from 'node:buffer'
import { ActiveRun, type KernelRunRequest } from './active-run.ts'
import { CallTable } from './call-table.ts'
import type { CallHandler } from './guest-call.ts'
import type { Guest } from './guest.ts'
import type { GuestEnd, RunOutcome } from './run-outcome.ts'
import { RunDisplays } from './run-displays.ts'
import { launchFailed } from './launch-failed.ts'
import { readOutcome } from './read-outcome.ts'
import type { Body } from './wire/body.ts'
import type { OutputChannel } from './wire/messages.ts'
import { encodePayload } from './wire/payload.ts'
import { type Envelope, WireConnection } from './wire/wire-connection.ts'
import { CALLS_IN_FLIGHT, OUTPUT_FLUSH_BYTES, OUTPUT_FLUSH_MS, WIRE_VERSION } from './wire/wire-limits.ts'
import { WireViolation } from './wire/wire-violation.ts'

/** Session ids of so many past runs are kept, to name late output by. */
const REMEMBERED_RUNS = 1_000
/** A guest that closed the wire by itself usually ends by itself; after this it is killed. In milliseconds. */
const EXIT_GRACE_MS = 200
/** Longest wait for a run to begin, in milliseconds: a thread of an earlier one may hold the interpreter for seconds. */
const BEGIN_MS = 5_000

export interface KernelOptions {
  readonly guest: Guest
  readonly onCall: CallHandler
  /** Output of a run that had ended. */
  readonly onBackground: (runId: string, channel: OutputChannel, text: string) => void
  readonly runtimeDeps: boolean
  /** Longest wait for the guest's first message, in milliseconds. @defaultValue 30_000 */
  readonly startTimeoutMs?: number
}

/** The host's side of one guest: sends runs one at a time, answers calls, interrupts. */
export class Kernel {
  /** The interpreter's version, for instance `3.12.1`. */
  version = ''
  /** True once the wire has ended, or was broken: the guest is about to be gone. */
  ending = false
  /** Resolves once, when the guest is gone. */
  readonly ended: Promise<GuestEnd>
  readonly #options: KernelOptions
  readonly #connection: WireConnection
  readonly #calls: CallTable
  readonly #runIds = new Map<string, string>()
  #issued = 0
  #active: ActiveRun | undefined
  #displays: RunDisplays | undefined
  #ready = false
  #catalogUnsent = false
  #violated = false
  /** The active run was heard of: it has begun. */
  #begun = false
  #gone: GuestEnd | undefined
  #onReady: () => void = () => {}
  #resolveEnded: (end: GuestEnd) => void = () => {}

  private constructor(options: KernelOptions) {
    this.#options = options
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve
    })
    const { input, output } = options.guest
    this.#connection = new WireConnection({
      input,
      output,
      onMessage: (message, bytes, body) => this.#receive(message, bytes, body),
      onEnd: (violation) => void this.#end(violation),
    })
    this.#calls = new CallTable({ connection: this.#connection, handler: options.onCall })
    void options.guest.exited.then(() => this.#connection.end())
  }

  /** Greets the guest and waits for its answer. @throws CodeModeError `GUEST_LAUNCH_FAILED`, with the tail of its stderr */
  static async start(options: KernelOptions): Promise<Kernel> {
    const kernel = new Kernel(options)
    const ready = new Promise<'ready'>((resolve) => {
      kernel.#onReady = () => resolve('ready')
    })
    kernel.#connection.send({
      type: 'hello',
      wire: WIRE_VERSION,
      callsInFlight: CALLS_IN_FLIGHT,
      outputFlushMs: OUTPUT_FLUSH_MS,
      outputFlushBytes: OUTPUT_FLUSH_BYTES,
      runtimeDeps: options.runtimeDeps,
    })
    const limitMs = options.startTimeoutMs ?? 30_000
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), limitMs)
    })
    const first = await Promise.race([ready, kernel.ended, late])
    clearTimeout(timer)
    if (first === 'ready') return kernel
    if (first === 'late') await options.guest.kill()
    throw launchFailed(
      first === 'late' ? `It did not answer within ${limitMs} ms.` : undefined,
      await kernel.ended,
    )
  }

  /** Runs one program to its end. Never rejects: what happened is the outcome. One at a time. */
  async run(request: KernelRunRequest): Promise<RunOutcome> {
    if (this.#active !== undefined) throw new TypeError('A run is under way already.')
    const wireId = String((this.#issued += 1))
    this.#runIds.set(wireId, request.runId)
    this.#runIds.delete(String(this.#issued - REMEMBERED_RUNS))
    const active = new ActiveRun({
      wireId,
      request,
      guest: this.#options.guest,
      connection: this.#connection,
      calls: this.#calls,
    })
    this.#active = active
    this.#begun = false
    this.#displays = new RunDisplays(request)
    this.#connection.send(
      { type: 'run', run: wireId, mode: request.mode, file: request.fileName },
      encodePayload(request.body),
    )
    if (this.#gone !== undefined) active.died(this.#died(this.#gone))
    const unheard = setTimeout(() => this.#giveUpUnheard(), BEGIN_MS)
    const outcome = await active.outcome
    clearTimeout(unheard)
    this.#active = undefined
    this.#calls.abortRun(wireId)
    return outcome
  }

  /** Tells the guest that what it knows about tools is stale. */
  announceCatalog(revision: string): void {
    // One that the guest has still to read says it too: it asks again only after that.
    if (this.#catalogUnsent) return
    this.#catalogUnsent = true
    const onSent = (): void => {
      this.#catalogUnsent = false
    }
    this.#connection.send({ type: 'catalog', revision }, undefined, { onSent })
  }

  async close(): Promise<void> {
    await this.#options.guest.kill()
    await this.ended
  }

  #receive(message: Envelope, bytes: Uint8Array, body: () => Body): void {
    if (!this.#ready && message.type !== 'ready') throw new WireViolation('The first message is not "ready".')
    const heardBefore = this.#begun
    if ('run' in message && message.run === this.#active?.wireId) this.#begun = true
    switch (message.type) {
      case 'began':
        if (heardBefore || message.run !== this.#active?.wireId)
          throw new WireViolation('A run began twice, or was never asked for.')
        break
      case 'ready':
        if (this.#ready || message.wire !== WIRE_VERSION) throw new WireViolation('Unexpected "ready".')
        this.#ready = true
        this.version = message.version
        this.#onReady()
        break
      case 'output':
        this.#output(message.run, message.channel, bytes)
        break
      case 'display':
        this.#display(message.run, body())
        break
      case 'call':
        this.#checkRun(message.run)
        this.#calls.take(message, body(), this.#running(message.run)?.request.runId)
        break
      case 'cancel':
        this.#calls.cancel(message.call)
        break
      case 'result':
        this.#result(message.run, message.ok, body())
    }
  }

  #output(run: string, channel: OutputChannel, bytes: Uint8Array): void {
    this.#checkRun(run)
    if (bytes.byteLength === 0) return
    if (!isUtf8(bytes)) throw new WireViolation('Output is not UTF-8.')
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
    const active = this.#running(run)
    if (active !== undefined) active.request.onOutput(channel, text)
    else this.#options.onBackground(this.#runIds.get(run) ?? '', channel, text)
  }

  #display(run: string, body: Body): void {
    this.#checkRun(run)
    const active = this.#running(run)
    if (active === undefined) {
      body.discard()
      return
    }
    const reading = this.#displays?.take(body)
    if (reading !== undefined) active.pending.push(reading.catch((error: unknown) => this.#fault(error)))
  }

  #result(run: string, ok: boolean, body: Body): void {
    const active = this.#active
    if (active === undefined || active.wireId !== run || active.resultSeen)
      throw new WireViolation('A result belongs to no run.')
    active.resultSeen = true
    readOutcome(body, ok)
      // A rule that was broken behind the result takes it along: the guest is on its way out.
      .then((outcome) => (this.#violated ? undefined : active.finish(outcome)))
      .catch((error: unknown) => this.#fault(error))
  }

  /** The active run of that id, as long as its result has not come. */
  #running(run: string): ActiveRun | undefined {
    return this.#active?.wireId === run && !this.#active.resultSeen ? this.#active : undefined
  }

  #checkRun(run: string): void {
    if (!/^[1-9]\d{0,15}$/.test(run) || Number(run) > this.#issued)
      throw new WireViolation('A run id was never issued.')
  }

  #fault(error: unknown): void {
    this.#connection.end(error instanceof WireViolation ? error : new WireViolation(String(error)))
  }

  /** Something else took the message, such as a thread that an earlier program left reading the wire. */
  #giveUpUnheard(): void {
    if (!this.#begun) this.#options.guest.kill().catch(() => {})
  }

  #died(end: GuestEnd): RunOutcome {
    return !this.#begun ? { status: 'died', end, unstarted: true } : { status: 'died', end }
  }

  async #end(violation: WireViolation | undefined): Promise<void> {
    this.ending = true
    this.#violated = violation !== undefined
    this.#calls.abortAll()
    const { guest } = this.#options
    if (violation === undefined)
      await Promise.race([guest.exited, new Promise((resolve) => setTimeout(resolve, EXIT_GRACE_MS))])
    await guest.kill()
    const exit = await guest.exited
    this.#gone = violation === undefined ? { exit } : { exit, violation: violation.message }
    this.#resolveEnded(this.#gone)
    this.#active?.died(this.#died(this.#gone))
  }
}
