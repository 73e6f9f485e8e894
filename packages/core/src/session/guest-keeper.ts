import type { Executor } from '../executors/executor.ts'
import type { CallHandler } from '../kernel/guest-call.ts'
import type { Guest, LaunchRequest } from '../kernel/guest.ts'
import { Kernel } from '../kernel/kernel.ts'
import { withSignal } from '../tools/with-signal.ts'
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

/** A launch under way. It is given up when nobody waits for it any longer. */
interface Launch {
  readonly live: Promise<LiveGuest>
  readonly controller: AbortController
  waiting: number
  dropped: boolean
}

/** Keeps one guest alive for a session: starts it at first need, and again after it died or was dropped. */
export class GuestKeeper {
  readonly #options: GuestKeeperOptions
  #live: LiveGuest | undefined
  #launch: Launch | undefined
  /** True when a guest with state died and no run has said so yet. */
  #lossUntold = false
  #used = false
  #users = 0

  constructor(options: GuestKeeperOptions) {
    this.#options = options
  }

  /** @throws CodeModeError whatever launching can throw; `signal.reason` */
  async ensure(signal?: AbortSignal): Promise<LiveGuest> {
    for (;;) {
      const live = this.#live
      if (live !== undefined) {
        if (live.guest.ending !== true && !live.kernel.ending) return live
        await withSignal(live.kernel.ended, signal)
        this.#lose(live)
        continue
      }
      const launch = (this.#launch ??= this.#begin())
      launch.waiting += 1
      try {
        return await withSignal(launch.live, signal)
      } catch (error) {
        // Dropped before it was there: what waits for a guest gets the next one.
        if (!launch.dropped || signal?.aborted === true) throw error
      } finally {
        launch.waiting -= 1
        if (launch.waiting === 0) giveUp(launch)
      }
    }
  }

  /** While `work` is under way the guest keeps the host process alive; an idle one lets it end. */
  async use<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#users += 1
    this.#live?.guest.setBusy?.(true)
    try {
      return await work()
    } finally {
      this.#users -= 1
      if (this.#users === 0) this.#live?.guest.setBusy?.(false)
    }
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
    const launch = this.#launch
    if (launch !== undefined) {
      giveUp(launch)
      await launch.live.catch(() => {})
    }
    const live = this.#live
    this.#live = undefined
    this.#used = false
    this.#lossUntold = false
    await live?.kernel.close()
  }

  #begin(): Launch {
    const controller = new AbortController()
    const live = this.#start(controller.signal).finally(() => {
      this.#launch = undefined
    })
    // Each that waits sees the failure; when the last one has gone, nobody does.
    live.catch(() => {})
    return { live, controller, waiting: 0, dropped: false }
  }

  async #start(signal: AbortSignal): Promise<LiveGuest> {
    const { executor, feed, onCall, runtimeDeps } = this.#options
    const request = await this.#options.request()
    const guest = await executor.launch({ ...request, signal })
    const kill = (): void => void guest.kill().catch(() => {})
    signal.addEventListener('abort', kill, { once: true })
    try {
      signal.throwIfAborted()
      const kernel = await Kernel.start({
        guest,
        onCall,
        runtimeDeps,
        onBackground: (runId, channel, text) => feed.emit({ type: 'background', runId, channel, text }),
      })
      signal.throwIfAborted()
      const live: LiveGuest = { guest, kernel }
      this.#live = live
      if (this.#users === 0) guest.setBusy?.(false)
      feed.emit({ type: 'guest-start', language: 'python', version: kernel.version })
      void kernel.ended.then((end) => {
        feed.emit({ type: 'guest-end', exit: end.exit })
        this.#lose(live)
      })
      return live
    } catch (error) {
      await guest.kill()
      signal.throwIfAborted()
      throw error
    } finally {
      signal.removeEventListener('abort', kill)
    }
  }

  #lose(live: LiveGuest): void {
    if (this.#live !== live) return
    this.#live = undefined
    this.#lossUntold ||= this.#used
    this.#used = false
  }
}

function giveUp(launch: Launch): void {
  launch.dropped = true
  launch.controller.abort()
}
