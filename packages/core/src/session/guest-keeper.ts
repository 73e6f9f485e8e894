import type { Executor } from '../executors/executor.ts'
import type { CallHandler } from '../kernel/guest-call.ts'
import type { Guest, LaunchRequest } from '../kernel/guest.ts'
import { Kernel } from '../kernel/kernel.ts'
import type { EventFeed } from './event-feed.ts'

export interface LiveGuest {
  readonly guest: Guest
  readonly kernel: Kernel
}

export interface GuestKeeperOptions {
  readonly executor: Executor
  readonly feed: EventFeed
  readonly onCall: CallHandler
  readonly runtimeDeps: boolean
  /** Made anew for each guest: the list of packages may have changed. */
  readonly request: () => Promise<LaunchRequest>
}

/** Keeps one guest alive for a session: starts it at first need, and again after it died or was dropped. */
export class GuestKeeper {
  readonly #options: GuestKeeperOptions
  #live: LiveGuest | undefined
  #starting: Promise<LiveGuest> | undefined
  /** True when a guest with state died and no run has said so yet. */
  #lossUntold = false
  #used = false

  constructor(options: GuestKeeperOptions) {
    this.#options = options
  }

  /** @throws CodeModeError whatever launching can throw */
  async ensure(signal?: AbortSignal): Promise<LiveGuest> {
    if (this.#live !== undefined) return this.#live
    this.#starting ??= this.#start(signal).finally(() => {
      this.#starting = undefined
    })
    return this.#starting
  }

  get current(): LiveGuest | undefined {
    return this.#live
  }

  /** Called by a run that begins: says whether variables of earlier runs are gone, once. */
  takeLoss(): boolean {
    const lost = this.#lossUntold
    this.#lossUntold = false
    this.#used = true
    return lost
  }

  /** Has the next run say what a run took with {@link takeLoss} and could not tell. */
  keepLoss(): void {
    this.#lossUntold = true
  }

  /** Ends the guest on purpose: that is no loss. */
  async drop(): Promise<void> {
    const starting = this.#starting
    const live = this.#live ?? (starting === undefined ? undefined : await starting.catch(() => undefined))
    this.#live = undefined
    this.#used = false
    this.#lossUntold = false
    await live?.kernel.close()
  }

  async #start(signal: AbortSignal | undefined): Promise<LiveGuest> {
    const { executor, feed, onCall, runtimeDeps } = this.#options
    const request = await this.#options.request()
    const guest = await executor.launch(signal === undefined ? request : { ...request, signal })
    const kernel = await Kernel.start({
      guest,
      onCall,
      runtimeDeps,
      onBackground: (runId, channel, text) => feed.emit({ type: 'background', runId, channel, text }),
    })
    const live: LiveGuest = { guest, kernel }
    this.#live = live
    feed.emit({ type: 'guest-start', language: 'python', version: kernel.version })
    void kernel.ended.then((end) => {
      feed.emit({ type: 'guest-end', exit: end.exit })
      if (this.#live !== live) return
      this.#live = undefined
      this.#lossUntold ||= this.#used
      this.#used = false
    })
    return live
  }
}
