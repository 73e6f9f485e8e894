import { setTimeout as sleep } from 'node:timers/promises'
import { CodeModeError } from '../../errors/code-mode-error.ts'
import { withSignal } from '../../tools/with-signal.ts'
import type { SessionApi } from '../session-api.ts'
import type { OperationOptions } from '../session-options.ts'
import { EvictedKeys } from './evicted-keys.ts'
import { checkPoolOptions } from './pool-options.ts'
import type { SessionPoolOptions } from './pool-options.ts'
import { PooledSession } from './pooled-session.ts'

/** For room, while sessions are about to be used. In milliseconds. */
const LOOK_AGAIN_MS = 10

/**
 * One session per key (a conversation, a user, a connection), for servers. A session is opened when its key is first
 * asked for, closed when nobody used it for a while, and makes room for another when the pool is full. One with an
 * operation under way is never closed to make room.
 *
 * Ask the pool for the session at each request instead of keeping it: one that was closed to make room throws
 * `SESSION_CLOSED`, and `get` opens the next one, whose first result says `stateLost: true`.
 */
export class SessionPool implements AsyncDisposable {
  readonly #create: SessionPoolOptions['create']
  readonly #maxSessions: number
  readonly #idleMs: number
  /** In the order in which they were last used. */
  readonly #sessions = new Map<string, PooledSession>()
  /** Sessions that have left the map and still hold something. */
  readonly #ending = new Set<Promise<void>>()
  readonly #evicted = new EvictedKeys()
  #closing: Promise<void> | undefined

  /** @throws TypeError for an option of a wrong type */
  constructor(options: SessionPoolOptions) {
    checkPoolOptions(options)
    const { create, maxSessions = 64, idleMs = 600_000 } = options
    this.#create = create
    this.#maxSessions = maxSessions
    this.#idleMs = idleMs
  }

  /** How many sessions are open or being opened. */
  get size(): number {
    return this.#sessions.size
  }

  /**
   * The session of a key: the same one for the same key, opened at the first call, also when two ask at once. An abort
   * ends the waiting, not the opening.
   *
   * @throws CodeModeError `SESSION_LIMIT` when the pool is full and all are busy, `SESSION_CLOSED` after `close`; what
   *   `create` throws, which is not remembered; `signal.reason`
   */
  async get(key: string, options: OperationOptions = {}): Promise<SessionApi> {
    if (typeof key !== 'string') throw new TypeError('SessionPool.get takes the key as a string.')
    options.signal?.throwIfAborted()
    for (;;) {
      this.#checkOpen()
      const known = this.#sessions.get(key)
      if (known !== undefined) return withSignal(known.handOut(), options.signal)
      if (this.#sessions.size < this.#maxSessions || this.#makeRoom()) break
      if (![...this.#sessions.values()].some((session) => session.promised)) throw this.#full()
      await withSignal(sleep(LOOK_AGAIN_MS), options.signal)
    }
    return withSignal(this.#open(key).handOut(), options.signal)
  }

  /** Closes the session of a key, also one that is busy; its next one starts afresh. False when there is none. */
  async end(key: string): Promise<boolean> {
    const session = this.#sessions.get(key)
    this.#evicted.forget(key)
    if (session === undefined) return false
    await this.#remove(session)
    return true
  }

  /** Closes all sessions, also those being opened. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #open(key: string): PooledSession {
    const session = new PooledSession({
      key,
      idleMs: this.#idleMs,
      stateLost: this.#evicted.forget(key),
      // Sessions on their way out count: their guests may still be there.
      room: async () => {
        if (this.#sessions.size + this.#ending.size > this.#maxSessions) await Promise.all(this.#ending)
      },
      create: () => this.#create(key),
      onUse: (used) => {
        if (this.#sessions.get(key) !== used) return
        this.#sessions.delete(key)
        this.#sessions.set(key, used)
      },
      onIdle: (idle) => this.#evict(idle),
      onFailure: (failed) => this.#forget(failed),
      onClose: (closed) => this.#remove(closed),
    })
    this.#sessions.set(key, session)
    return session
  }

  /** Closes the session that was not used for longest. False when all are busy. */
  #makeRoom(): boolean {
    for (const session of this.#sessions.values()) {
      if (session.busy || session.promised) continue
      this.#evict(session)
      return true
    }
    return false
  }

  #evict(session: PooledSession): void {
    if (session.hasState) this.#evicted.add(session.key)
    void this.#remove(session).catch(() => {})
  }

  #forget(session: PooledSession): void {
    if (this.#sessions.get(session.key) === session) this.#sessions.delete(session.key)
  }

  #remove(session: PooledSession): Promise<void> {
    this.#forget(session)
    const closed = session.close()
    const ending = closed.catch(() => {}).finally(() => this.#ending.delete(ending))
    this.#ending.add(ending)
    return closed
  }

  async #closeAll(): Promise<void> {
    const closed = await Promise.allSettled(
      [...this.#sessions.values()].map((session) => this.#remove(session)),
    )
    await Promise.all(this.#ending)
    for (const result of closed) if (result.status === 'rejected') throw result.reason
  }

  #checkOpen(): void {
    if (this.#closing === undefined) return
    throw new CodeModeError({
      code: 'SESSION_CLOSED',
      message: 'The session pool was closed. Make a new one.',
    })
  }

  #full(): CodeModeError {
    return new CodeModeError({
      code: 'SESSION_LIMIT',
      message: `All ${this.#maxSessions} sessions are busy, which is the limit.`,
      hint: 'Try again when a run has ended, or raise maxSessions.',
      details: { maxSessions: this.#maxSessions },
    })
  }
}
