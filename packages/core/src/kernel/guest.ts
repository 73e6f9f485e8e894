import type { Readable, Writable } from 'node:stream'

export type Language = 'python'

/** Bounds on one guest. All of them count the whole guest, not one process of it, where the executor can. */
export interface Limits {
  /** Resident memory of the whole process tree, in MiB. */
  readonly memoryMb?: number
  /** CPUs the guest may use at once, for instance 1.5. */
  readonly cpus?: number
  /** Processes and threads of the guest at once. */
  readonly processes?: number
  /** Bytes that one run may print (stdout and stderr together). */
  readonly outputBytes?: number
  /** Size of one file the guest writes, in MiB. */
  readonly fileSizeMb?: number
}
export type LimitName = keyof Limits

/** `none`: nothing of the network. `host`: whatever the host reaches. */
export type NetworkAccess = 'none' | 'host'

/** How to start one guest. Plain data but for the signal: it can travel to another machine unchanged. */
export interface LaunchRequest {
  readonly sessionId: string
  /** Marks what the executor creates (processes, containers) for people and clean-up. */
  readonly labels: Readonly<Record<string, string>>
  readonly language: Language
  /** PEP 508 requirements that must be importable from the first run on. */
  readonly requirements: readonly string[]
  /** Tries to install requirements again that could not be installed before. @defaultValue false */
  readonly retryInstall?: boolean
  readonly limits: Limits
  /** Absent: the executor's own default. */
  readonly network?: NetworkAccess
  /** Environment variables of the guest, on top of the executor's fixed minimum. Nothing of the host's comes by itself. */
  readonly env: Readonly<Record<string, string>>
  /** What long work at launch reports: environments being installed. */
  readonly onProgress?: (progress: InstallProgress) => void
  readonly signal?: AbortSignal
}

export interface GuestExit {
  readonly code: number | null
  readonly signal: string | null
  /** The last 8 KiB that the guest process wrote to its own stderr outside of runs. */
  readonly stderrTail: string
  /** Why, when it is known. `killed` is our own doing. */
  readonly reason?: 'memory' | 'processes' | 'killed'
  /** For a limit as the reason: what it was and what was measured, in its own unit (MiB, or processes and threads). */
  readonly exceeded?: { readonly limit: number; readonly used: number }
}

export interface InstallProgress {
  readonly phase: 'resolve' | 'download' | 'install'
  /** One line for a person. */
  readonly message: string
}

export interface InstallOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: InstallProgress) => void
}

export interface InstallReport {
  /** What is importable now and was not before, as `name==version`. */
  readonly installed: readonly string[]
  /** Requirements that were already satisfied, as given. */
  readonly alreadyPresent: readonly string[]
}

/** One live interpreter. The kernel speaks the wire over `input` and `output`; the executor owns the rest. */
export interface Guest {
  /** Host to guest. The executor has already sent the guest runtime over it. */
  readonly input: Writable
  /** Guest to host. */
  readonly output: Readable
  /** Absolute working directory, as the guest sees it. */
  readonly workingDirectory: string
  /** Resolves once, when the guest is gone. Never rejects. */
  readonly exited: Promise<GuestExit>
  /** Delivers a real SIGINT to the interpreter, and resolves once it was delivered. */
  interrupt(): Promise<void>
  /**
   * Says whether somebody waits for this guest. An idle one must not keep the host process from ending; where the
   * executor cannot tell, it does nothing.
   */
  setBusy?(busy: boolean): void
  /** True once it is being ended, or has ended: no run may begin in it. */
  readonly ending?: boolean
  /**
   * Makes packages importable in this running guest.
   *
   * @throws CodeModeError `INSTALL_FAILED`, `INSTALLER_NOT_FOUND`, or `DEPS_CONFLICT` when another version of a
   *   package is already part of this guest (it can change after a reset).
   */
  install(requirements: readonly string[], options?: InstallOptions): Promise<InstallReport>
  /** Ends the guest and all it started. Idempotent; leaves no process, container or file behind. */
  kill(): Promise<void>
}
