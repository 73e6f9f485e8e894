import type { SessionEvent, SessionEventListener } from '@code-mode/core'

/**
 * Hands the events of a session to the prompt, which begins to listen after the session was opened:
 * `Session.open(base, { onEvent: events.listener })`, then `repl({ session, events, … })`.
 */
export class SessionEvents {
  #follower: SessionEventListener | undefined

  readonly listener: SessionEventListener = (event: SessionEvent): void => this.#follower?.(event)

  /** @returns the function that ends it */
  follow(listener: SessionEventListener): () => void {
    this.#follower = listener
    return () => {
      this.#follower = undefined
    }
  }
}
