import type { SessionEvent, SessionEventBody, SessionEventListener } from './session-event.ts'

/** Numbers the events of a session and hands them out: to the session's listener, and to the one of the run. */
export class EventFeed {
  readonly #sessionId: string
  readonly #listener: SessionEventListener | undefined
  readonly #runListeners = new Map<string, SessionEventListener>()
  #sequence = 0

  constructor(options: { readonly sessionId: string; readonly listener: SessionEventListener | undefined }) {
    this.#sessionId = options.sessionId
    this.#listener = options.listener
  }

  emit(body: SessionEventBody): void {
    const runListener =
      'runId' in body && body.runId !== undefined ? this.#runListeners.get(body.runId) : undefined
    if (this.#listener === undefined && runListener === undefined) {
      this.#sequence += 1
      return
    }
    const event = {
      ...body,
      sessionId: this.#sessionId,
      sequence: (this.#sequence += 1),
      time: new Date().toISOString(),
    } as SessionEvent
    tell(this.#listener, event)
    tell(runListener, event)
  }

  /** Hands the events of one run to a listener of its own. Returns the function that ends it. */
  follow(runId: string, listener: SessionEventListener | undefined): () => void {
    if (listener === undefined) return () => {}
    this.#runListeners.set(runId, listener)
    return () => this.#runListeners.delete(runId)
  }
}

/** A fault of the application's own function must not end the guest, nor pass in silence. */
function tell(listener: SessionEventListener | undefined, event: SessionEvent): void {
  try {
    listener?.(event)
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error))
  }
}
