import type { Guest, Language, LaunchRequest, LimitName, NetworkAccess } from '../kernel/guest.ts'

/**
 * How well a limit is enforced. `hard`: by the operating system for the whole guest; `per-process`: by the operating
 * system, but each process of the guest has its own; `sampled`: measured at intervals, and the guest is ended when it
 * is over; `none`: not at all.
 */
export type LimitLevel = 'hard' | 'per-process' | 'sampled' | 'none'

/** What an executor enforces on this machine, found out by trying. */
export interface ExecutorCapabilities {
  readonly executor: string
  readonly languages: readonly Language[]
  /** What stands between the guest and the host. `none`: it runs with the rights of the host process. */
  readonly isolation: 'none' | 'sandbox' | 'container'
  readonly network: { readonly default: NetworkAccess; readonly supported: readonly NetworkAccess[] }
  readonly limits: Readonly<Record<LimitName, LimitLevel>>
  readonly interpreter: { readonly path: string; readonly version: string }
  /** Whether packages can be installed, and with what (`uv 0.9.1`, `pip 24.0`). */
  readonly installer: string | null
  /** One sentence each, for people: what is weaker here than it could be, and why. */
  readonly notes: readonly string[]
}

/** What can be said of an executor's guests without starting one. */
export interface ExecutorProfile {
  readonly network: NetworkAccess
  /** One sentence each, for a model: what of the host the program can see and change. */
  readonly notes: readonly string[]
}

/** Launches guests and owns their environments. Holds nothing per session, so one instance serves many. */
export interface Executor extends AsyncDisposable {
  readonly name: string
  readonly profile: ExecutorProfile
  /** Finds out, by trying, what is enforced on this machine. Kept on disk. */
  probe(options?: { readonly signal?: AbortSignal }): Promise<ExecutorCapabilities>
  /**
   * Starts one guest and resolves once its streams are open.
   *
   * @throws CodeModeError `UNSUPPORTED_LIMIT` when a limit cannot be enforced here,
   *   `INTERPRETER_NOT_FOUND`, `UNSUPPORTED_PLATFORM`,
   *   `GUEST_LAUNCH_FAILED` with the tail of stderr when the interpreter did not start,
   *   `INSTALL_FAILED` when a requirement could not be installed.
   */
  launch(request: LaunchRequest): Promise<Guest>
  /** Forgets what was kept for a session between its guests: its working directory. Nothing of it may be running. */
  releaseSession(sessionId: string): Promise<void>
  close(): Promise<void>
}
