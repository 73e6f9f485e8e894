import type { ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import type { Socket } from 'node:net'
import path from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { InterpreterInfo } from '../../deps/interpreter-info.ts'
import { installIntoOverlay } from '../../deps/overlay.ts'
import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { Guest, GuestExit, InstallOptions, InstallReport, Limits } from '../../kernel/guest.ts'
import { killProcess, killProcessGroup, killTree, type ProcessMarker } from '../../processes/kill.ts'
import { registerProcessGroup } from '../../processes/supervisor.ts'
import { type Exceeded, sampleTree } from './tree-sampler.ts'

/** Bytes of the guest's own stderr that are kept. */
const STDERR_TAIL_BYTES = 8192
/** A descendant can hold stderr open for ever; this is how long the rest of it is waited for, in milliseconds. */
const DRAIN_MS = 100

/** An interrupt that follows another one so closely means that the first one had no effect. */
const REPEAT_WITHIN_MS = 800

export interface SubprocessGuestOptions {
  /** Spawned in its own process group, with pipes on 1 and 2 and the wire on 3. */
  readonly child: ChildProcess
  readonly pid: number
  readonly marker: ProcessMarker
  readonly interpreter: InterpreterInfo
  readonly workingDirectory: string
  readonly overlay: string
  /** The folder of the session's environment, if it has one. */
  readonly environment: string | undefined
  readonly hostEnv: Readonly<Record<string, string | undefined>>
  readonly limits: Limits
}

/** A guest in a local process. */
export class SubprocessGuest implements Guest {
  readonly input: Writable
  readonly output: Readable
  readonly workingDirectory: string
  readonly exited: Promise<GuestExit>
  readonly #options: SubprocessGuestOptions
  readonly #ended = new AbortController()
  #reason: 'memory' | 'processes' | 'killed' | undefined
  #exceeded: Exceeded | undefined
  #interruptedAt = Number.NEGATIVE_INFINITY
  #installing: Promise<unknown> = Promise.resolve()
  #stderr = Buffer.alloc(0)

  constructor(options: SubprocessGuestOptions) {
    const { child, pid, marker, limits } = options
    const wire = child.stdio[3] as Socket
    this.#options = options
    this.workingDirectory = options.workingDirectory
    this.input = wire
    this.output = wire
    // The end of the guest is told by `exited`; a broken pipe on the way there is no news.
    wire.on('error', () => {})
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#stderr = Buffer.concat([this.#stderr, chunk]).subarray(-STDERR_TAIL_BYTES)
      })
    }
    const unregister = registerProcessGroup(pid)
    const onExceeded = (name: 'memory' | 'processes', exceeded: Exceeded): void => {
      this.#exceeded = exceeded
      void this.#end(name)
    }
    const stopSampling = sampleTree({ pid, marker, limits, onExceeded })
    this.exited = this.#watch().finally(() => {
      stopSampling()
      unregister()
    })
  }

  async interrupt(): Promise<void> {
    if (this.#isGone()) return
    const now = performance.now()
    const repeated = now - this.#interruptedAt < REPEAT_WITHIN_MS
    this.#interruptedAt = now
    // One that stopped itself would never get it.
    killProcess(this.#options.pid, 'SIGCONT')
    // Repeated, it goes to the children too: in `os.system` C code ignores it as long as its child runs.
    if (repeated) killProcessGroup(this.#options.pid, 'SIGINT')
    else killProcess(this.#options.pid, 'SIGINT')
  }

  get ending(): boolean {
    return this.#reason !== undefined || this.#isGone()
  }

  setBusy(busy: boolean): void {
    const { child } = this.#options
    const handles = [child, child.stdout, child.stderr, child.stdio[3]] as (ChildProcess | Socket | null)[]
    for (const handle of handles) {
      if (busy) handle?.ref()
      else handle?.unref()
    }
    // It may have been stopped since the last run, and would not read the next one.
    if (busy && !this.#isGone()) killProcess(this.#options.pid, 'SIGCONT')
  }

  async install(requirements: readonly string[], options: InstallOptions = {}): Promise<InstallReport> {
    const signal =
      options.signal === undefined
        ? this.#ended.signal
        : AbortSignal.any([options.signal, this.#ended.signal])
    const { interpreter, overlay, environment, hostEnv } = this.#options
    const previous = this.#installing
    const install = (async (): Promise<InstallReport> => {
      // One at a time, because each is bound by what the one before has put there.
      await previous.catch(() => {})
      signal.throwIfAborted()
      const present = environment === undefined ? [] : [environment]
      return installIntoOverlay({
        ...options,
        interpreter,
        requirements,
        overlay,
        present,
        env: hostEnv,
        signal,
      })
    })()
    this.#installing = install
    return install
  }

  async kill(): Promise<void> {
    await this.#end('killed')
    await this.exited
  }

  async #end(reason: 'memory' | 'processes' | 'killed'): Promise<void> {
    if (this.#isGone()) return
    this.#reason ??= reason
    this.setBusy(true)
    await killTree(this.#options.pid, this.#options.marker)
  }

  #isGone(): boolean {
    const { exitCode, signalCode } = this.#options.child
    return exitCode !== null || signalCode !== null
  }

  async #watch(): Promise<GuestExit> {
    const { child, pid, marker, overlay } = this.#options
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
      child.once('exit', (...exit) => resolve(exit))
    })
    this.#ended.abort(
      new CodeModeError({
        code: 'GUEST_CRASHED',
        message: 'The guest ended while packages were being installed for it.',
      }),
    )
    // What the interpreter started must not outlive it, however it ended.
    await killTree(pid, marker).catch(() => {})
    await Promise.race([closed, sleep(DRAIN_MS, undefined, { ref: false })])
    for (const stream of [child.stdout, child.stderr]) stream?.destroy()
    await this.#installing.catch(() => {})
    await rm(path.dirname(overlay), { recursive: true, force: true }).catch(() => {})
    const stderrTail = this.#stderr.toString('utf8')
    return {
      code,
      signal,
      stderrTail,
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
      ...(this.#exceeded === undefined ? {} : { exceeded: this.#exceeded }),
    }
  }
}
