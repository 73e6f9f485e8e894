import { AsyncLocalStorage } from 'node:async_hooks'
import { CodeModeError } from '../errors/code-mode-error.ts'
import type { CallHandler } from '../kernel/guest-call.ts'
import type { LaunchRequest } from '../kernel/guest.ts'
import type { RunMode } from '../kernel/wire/messages.ts'
import type { Value } from '../kernel/wire/value.ts'
import { WorkflowLibrary } from '../workflows/workflow-library.ts'
import { EarlierPrograms, explainLoss } from './earlier-programs.ts'
import { EventFeed } from './event-feed.ts'
import { GuestKeeper } from './guest-keeper.ts'
import { keepOverflow } from './keep-overflow.ts'
import { RunQueue } from './run-queue.ts'
import { runProgram } from './run-program.ts'
import type { RunResult } from './run-result.ts'
import type { SessionProfile } from './session-api.ts'
import { SessionDeps } from './session-deps.ts'
import { sessionDispatch } from './session-dispatch.ts'
import type { OperationOptions, RunOptions, SessionOptions } from './session-options.ts'
import { type SessionParts, sessionParts } from './session-parts.ts'
import { uuidV7 } from './uuid-v7.ts'

const DEFAULT_TIMEOUT_MS = 50_000
const DEFAULT_OUTPUT_BYTES = 67_108_864

export interface Program {
  readonly mode: RunMode
  readonly body: Value
}

/** The working parts behind a {@link Session}: its queue, its guest, its packages, its events. */
export class SessionCore {
  readonly id: string
  readonly parts: SessionParts
  readonly library: WorkflowLibrary
  readonly keeper: GuestKeeper
  readonly deps: SessionDeps
  readonly #options: SessionOptions
  readonly #feed: EventFeed
  readonly #queue = new RunQueue()
  readonly #calls = new Map<string, number>()
  /** Calls a function in the asynchronous context of whoever asked for the run. */
  readonly #contexts = new Map<string, ReturnType<typeof AsyncLocalStorage.snapshot>>()
  readonly #earlier = new EarlierPrograms()
  #cells = 0
  #closing: Promise<void> | undefined

  private constructor(options: SessionOptions, parts: SessionParts) {
    this.id = options.id ?? uuidV7()
    this.parts = parts
    this.#options = options
    this.#feed = new EventFeed({ sessionId: this.id, listener: options.onEvent })
    this.library = new WorkflowLibrary({ store: parts.storage.workflows })
    const allowRuntimeDeps = options.allowRuntimeDeps ?? true
    this.keeper = new GuestKeeper({
      executor: parts.executor,
      feed: this.#feed,
      onCall: (call) => {
        // Else a tool would see the request of whoever made the guest start.
        const inContext = this.#contexts.get(call.runId)
        return inContext === undefined ? dispatch(call) : inContext(dispatch, call)
      },
      runtimeDeps: allowRuntimeDeps,
      request: () => this.#launchRequest(),
    })
    this.deps = new SessionDeps({
      store: parts.storage.requirements,
      keeper: this.keeper,
      feed: this.#feed,
      fixed: options.deps ?? [],
    })
    const dispatch: CallHandler = sessionDispatch({
      parts,
      library: this.library,
      deps: this.deps,
      allowRuntimeDeps,
      feed: this.#feed,
      keeper: this.keeper,
      countCall: (runId) => this.#calls.set(runId, (this.#calls.get(runId) ?? 0) + 1),
    })
  }

  static async open(base: string | undefined, options: SessionOptions): Promise<SessionCore> {
    const parts = sessionParts(base, options)
    try {
      await parts.storage.open()
    } catch (error) {
      await Promise.all(parts.owned.map((part) => part.close()))
      throw error
    }
    return new SessionCore(options, parts)
  }

  get profile(): SessionProfile {
    return {
      language: 'python',
      timeoutMs: this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      allowRuntimeDeps: this.#options.allowRuntimeDeps ?? true,
      ...this.parts.executor.profile,
    }
  }

  checkOpen(): void {
    if (this.#closing === undefined) return
    throw new CodeModeError({ code: 'SESSION_CLOSED', message: 'The session was closed. Open a new one.' })
  }

  async run(program: Program, options: RunOptions): Promise<RunResult> {
    this.checkOpen()
    const runId = uuidV7()
    const { onEvent } = options
    const inContext = AsyncLocalStorage.snapshot()
    this.#contexts.set(runId, inContext)
    const unfollow = this.#feed.follow(runId, onEvent && ((event) => inContext(onEvent, event)))
    this.#feed.emit({ type: 'run-queue', runId, ahead: this.#queue.length })
    try {
      return await this.#queue.add(() => this.#runNow(runId, program, options), options.signal)
    } finally {
      unfollow()
      this.#calls.delete(runId)
      this.#contexts.delete(runId)
    }
  }

  /** Has the guest's own compiler judge a workflow. Runs nothing. @throws CodeModeError `WORKFLOW_INVALID` */
  async checkSyntax(source: string, name: string, options: OperationOptions): Promise<void> {
    const result = await this.run(
      { mode: 'check', body: { code: source, workflow: true } },
      { ...options, fileName: `workflow:${name}` },
    )
    if (result.ok) return
    const { line, message, traceback, hint } = result.error
    throw new CodeModeError({
      code: 'WORKFLOW_INVALID',
      message: `Workflow "${name}"${line === undefined ? '' : `, line ${line}`}: ${message}`,
      ...(hint === undefined ? {} : { hint }),
      details: { name, traceback, ...(line === undefined ? {} : { line }) },
    })
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #runNow(runId: string, program: Program, options: RunOptions): Promise<RunResult> {
    this.checkOpen()
    if (program.mode === 'exec') this.#cells += 1
    const request = {
      runId,
      ...program,
      fileName: options.fileName ?? `cell-${this.#cells}`,
      timeoutMs: options.timeoutMs ?? this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      outputBytes: this.#options.limits?.outputBytes ?? DEFAULT_OUTPUT_BYTES,
      signal: options.signal,
    }
    const context = {
      keeper: this.keeper,
      feed: this.#feed,
      callsOf: (id: string): number => this.#calls.get(id) ?? 0,
    }
    const result = await this.keeper.use(() => runProgram(request, context))
    if (!result.ok && result.error.kind === 'interrupted') this.checkOpen()
    const explained = explainLoss(result, program, this.#earlier, this.keeper.current)
    return program.mode === 'check' ? explained : keepOverflow(explained, this.parts.storage.artifacts)
  }

  async #launchRequest(): Promise<LaunchRequest> {
    this.checkOpen()
    const sync = this.#options.syncDepsOnStart ?? true
    const requirements = sync ? await this.deps.forLaunch() : (this.#options.deps ?? [])
    return {
      sessionId: this.id,
      labels: { 'code-mode.session': this.id },
      language: 'python',
      requirements,
      ...(this.deps.syncing ? { retryInstall: true } : {}),
      limits: this.#options.limits ?? {},
      env: this.#options.env ?? {},
      onProgress: ({ message }) => this.#feed.emit({ type: 'deps-progress', message }),
    }
  }

  async #close(): Promise<void> {
    await this.keeper.drop()
    await this.parts.executor.releaseSession(this.id)
    for (const part of this.parts.owned) await part.close()
  }
}
