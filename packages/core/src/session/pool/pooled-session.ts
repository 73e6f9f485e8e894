import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { RunResult } from '../run-result.ts'
import type { SessionApi } from '../session-api.ts'
import { countingSession } from './counting-session.ts'

export interface PooledSessionOptions {
  readonly key: string
  readonly idleMs: number
  /** Whether it replaces one that was closed to make room, which its first result tells. */
  readonly stateLost: boolean
  /** Resolves when one more may be opened. */
  readonly room: () => Promise<void>
  readonly create: () => Promise<SessionApi>
  readonly onUse: (session: PooledSession) => void
  readonly onIdle: (session: PooledSession) => void
  /** It could not be opened. */
  readonly onFailure: (session: PooledSession) => void
  /** Whoever was handed the session closes it. */
  readonly onClose: (session: PooledSession) => Promise<void>
}

/** Who was handed a session and did nothing with it for this long may find it closed. In milliseconds. */
const PROMISE_MS = 1_000

/** One session of a pool, from before it is opened until it is closed. */
export class PooledSession {
  readonly key: string
  readonly #options: PooledSessionOptions
  readonly #opening: Promise<SessionApi>
  readonly #handle: Promise<SessionApi>
  /** Operations under way; opening it is one. */
  #operations = 1
  /** How often it was handed out and not used since. */
  #promised = 0
  #promisedAt = 0
  #ran = false
  #lossUntold: boolean
  #idleTimer: NodeJS.Timeout | undefined
  #closing: Promise<void> | undefined

  constructor(options: PooledSessionOptions) {
    this.key = options.key
    this.#options = options
    this.#lossUntold = options.stateLost
    // Not in this turn: the pool does not know this session yet.
    this.#opening = Promise.resolve().then(() => this.#open())
    this.#handle = this.#opening.then(
      (session) => {
        this.#operations -= 1
        this.#startIdleTimer()
        return countingSession(session, {
          begin: () => this.#begin(),
          end: () => this.#end(),
          run: (work) => this.#run(work),
          reset: () => this.#afresh(),
          close: () => options.onClose(this),
        })
      },
      (error: unknown) => {
        options.onFailure(this)
        throw error
      },
    )
    this.#handle.catch(() => {})
  }

  get busy(): boolean {
    return this.#operations > 0
  }

  /** Whether somebody has just got it and is about to use it. */
  get promised(): boolean {
    return this.#promised > 0 && performance.now() - this.#promisedAt < PROMISE_MS
  }

  /** Whether closing it loses variables, or that others were lost has not been told. */
  get hasState(): boolean {
    return this.#ran || this.#lossUntold
  }

  async handOut(): Promise<SessionApi> {
    this.#options.onUse(this)
    const handle = await this.#handle
    this.#checkWanted()
    this.#idleTimer?.refresh()
    this.#promised = this.promised ? this.#promised + 1 : 1
    this.#promisedAt = performance.now()
    return handle
  }

  close(): Promise<void> {
    clearTimeout(this.#idleTimer)
    this.#closing ??= this.#opening.then(
      (session) => session.close(),
      () => {},
    )
    return this.#closing
  }

  async #open(): Promise<SessionApi> {
    // Who was ended meanwhile is among those that room is made of: it must not wait for itself.
    this.#checkWanted()
    await this.#options.room()
    this.#checkWanted()
    return this.#options.create()
  }

  #checkWanted(): void {
    if (this.#closing === undefined) return
    throw new CodeModeError({
      code: 'SESSION_CLOSED',
      message: 'The session was closed while it was opened.',
    })
  }

  #begin(): void {
    this.#operations += 1
    if (this.#promised > 0) this.#promised -= 1
  }

  #end(): void {
    this.#operations -= 1
    if (this.#operations > 0 || this.#closing !== undefined) return
    this.#options.onUse(this)
    this.#idleTimer?.refresh()
  }

  #startIdleTimer(): void {
    if (this.#closing !== undefined) return
    this.#idleTimer = setTimeout(() => {
      if (!this.busy) this.#options.onIdle(this)
    }, this.#options.idleMs)
    this.#idleTimer.unref()
  }

  async #run(work: () => Promise<RunResult>): Promise<RunResult> {
    this.#ran = true
    const result = await work()
    if (!this.#lossUntold) return result
    this.#lossUntold = false
    return { ...result, stateLost: true }
  }

  #afresh(): void {
    this.#ran = false
    this.#lossUntold = false
  }
}
