import type { GuestExit } from '../kernel/guest.ts'
import type { Display, RunError } from './run-result.ts'

interface EventBase {
  readonly sessionId: string
  /** Counts up from 1 in each session. */
  readonly sequence: number
  /** ISO 8601, UTC. */
  readonly time: string
}

/** What happens in a session, as it happens. Plain data. */
export type SessionEvent = EventBase &
  (
    | { readonly type: 'guest-start'; readonly language: string; readonly version: string }
    | { readonly type: 'guest-end'; readonly exit: GuestExit }
    | { readonly type: 'run-queue'; readonly runId: string; readonly ahead: number }
    | { readonly type: 'run-start'; readonly runId: string }
    | {
        readonly type: 'run-end'
        readonly runId: string
        readonly ok: boolean
        readonly durationMs: number
        readonly error?: RunError
      }
    | {
        readonly type: 'output'
        readonly runId: string
        readonly channel: 'stdout' | 'stderr'
        readonly text: string
      }
    | { readonly type: 'display'; readonly runId: string; readonly display: Display }
    | {
        readonly type: 'call-start'
        readonly runId: string
        readonly callId: number
        readonly namespace: string
        readonly method: string
        readonly line?: number
      }
    | {
        readonly type: 'call-end'
        readonly runId: string
        readonly callId: number
        readonly ok: boolean
        readonly durationMs: number
        readonly code?: string
      }
    | {
        readonly type: 'call-progress'
        readonly runId: string
        readonly callId: number
        readonly message: string
      }
    | { readonly type: 'deps-progress'; readonly runId?: string; readonly message: string }
    /** Output of a run that had already ended: a thread, a task or a child process it left behind. */
    | {
        readonly type: 'background'
        readonly runId: string
        readonly channel: 'stdout' | 'stderr'
        readonly text: string
      }
  )

/** A {@link SessionEvent} before the session has numbered it. */
export type SessionEventBody = SessionEvent extends infer Event
  ? Event extends EventBase
    ? Omit<Event, keyof EventBase>
    : never
  : never
export type SessionEventListener = (event: SessionEvent) => void
