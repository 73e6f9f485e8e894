import type { ExecutorCapabilities } from '../executors/executor.ts'
import type { InstallReport } from '../kernel/guest.ts'
import type { Value } from '../kernel/wire/value.ts'
import type { ArtifactInfo, StorageProblem } from '../storage/storage.ts'
import type { ToolProblem } from '../tools/tool.ts'
import type { ToolSummary } from '../tools/tool-summary.ts'
import type { WorkflowDetail, WorkflowSummary } from '../workflows/workflow.ts'
import { checkRunOptions, checkSessionOptions } from './resolve-options.ts'
import type { RunResult } from './run-result.ts'
import type {
  CreateWorkflowRequest,
  ListToolsOptions,
  SaveArtifactRequest,
  SearchOptions,
  SessionApi,
  SessionProfile,
} from './session-api.ts'
import { loadArtifact, saveArtifact } from './session-artifacts.ts'
import { SessionCore } from './session-core.ts'
import type { OperationOptions, RunOptions, SessionOptions } from './session-options.ts'

/**
 * One agent's live interpreter, with tools, workflows, artifacts and packages around it. Variables last from run to
 * run; runs queue in order; sessions are independent of each other and share what is on their storage.
 */
export class Session implements SessionApi {
  readonly #core: SessionCore

  private constructor(core: SessionCore) {
    this.#core = core
  }

  /**
   * Opens a session. The guest starts at the first run.
   *
   * @param base folder that holds `tools/`, `workflows/`, `artifacts/` and `requirements.txt`; made if it is not there
   * @throws CodeModeError `STORAGE_UNUSABLE`; TypeError for an option that does not exist or is of a wrong type
   */
  static open(base: string, options?: SessionOptions): Promise<Session>
  static open(options: SessionOptions): Promise<Session>
  static async open(first: string | SessionOptions, second: SessionOptions = {}): Promise<Session> {
    if (typeof first !== 'string' && (typeof first !== 'object' || first === null)) {
      throw new TypeError('Session.open takes a base folder, or options: Session.open("./.code-mode").')
    }
    const options = typeof first === 'string' ? second : first
    checkSessionOptions(options)
    if (typeof first === 'string' && options.storage !== undefined) {
      throw new TypeError('Session.open takes a base folder or a storage, not both.')
    }
    return new Session(await SessionCore.open(typeof first === 'string' ? first : undefined, options))
  }

  get id(): string {
    return this.#core.id
  }

  get profile(): SessionProfile {
    return this.#core.profile
  }

  /**
   * Runs a program. A failure of the program, its timeout included, is a result with `ok: false`.
   *
   * @throws `signal.reason` when aborted, once the guest is idle or dead; CodeModeError `SESSION_CLOSED`, or what
   *   starting a guest can throw
   */
  async run(code: string, options: RunOptions = {}): Promise<RunResult> {
    if (typeof code !== 'string') throw new TypeError('run takes the program as a string.')
    checkRunOptions(options)
    return this.#core.run({ mode: 'exec', body: { code } }, options)
  }

  /** Ends the guest, also in the middle of a run: variables are gone, what is stored stays. */
  async reset(_options: OperationOptions = {}): Promise<void> {
    this.#core.checkOpen()
    await this.#core.keeper.drop()
  }

  /** Ends the guest and lets go of everything. Idempotent. A run under way rejects with `SESSION_CLOSED`. */
  close(): Promise<void> {
    return this.#core.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** What the executor enforces on this machine. */
  async capabilities(options: OperationOptions = {}): Promise<ExecutorCapabilities> {
    return this.#core.parts.executor.probe(options)
  }

  /** Whether a limit is enforced on this machine in any way. */
  async supports(
    limit: keyof ExecutorCapabilities['limits'],
    options: OperationOptions = {},
  ): Promise<boolean> {
    return (await this.capabilities(options)).limits[limit] !== 'none'
  }

  async listTools(options: ListToolsOptions = {}): Promise<readonly ToolSummary[]> {
    return this.#core.parts.registry.list(options)
  }

  async searchTools(query: string, options: SearchOptions = {}): Promise<readonly ToolSummary[]> {
    return this.#core.parts.registry.search(query, options)
  }

  async toolsRevision(options: OperationOptions = {}): Promise<string> {
    return (await this.#core.parts.registry.snapshot(options)).revision
  }

  onToolsChange(listener: () => void): () => void {
    return this.#core.parts.registry.onChange(listener)
  }

  async listWorkflows(options: OperationOptions = {}): Promise<readonly WorkflowSummary[]> {
    return this.#core.library.list(options)
  }

  async searchWorkflows(query: string, options: SearchOptions = {}): Promise<readonly WorkflowSummary[]> {
    return this.#core.library.search(query, options)
  }

  async getWorkflow(name: string, options: OperationOptions = {}): Promise<WorkflowDetail | undefined> {
    return this.#core.library.find(name, options)
  }

  /** @throws CodeModeError `WORKFLOW_INVALID` with the line, `NAME_INVALID` */
  async createWorkflow(
    request: CreateWorkflowRequest,
    options: OperationOptions = {},
  ): Promise<WorkflowDetail> {
    await this.#core.checkSyntax(request.source, request.name, options)
    return this.#core.library.create({ ...request, replace: true, ...options })
  }

  async deleteWorkflow(name: string, options: OperationOptions = {}): Promise<boolean> {
    return this.#core.library.delete(name, options)
  }

  async invokeWorkflow(
    name: string,
    args: Readonly<Record<string, Value>> = {},
    options: RunOptions = {},
  ): Promise<RunResult> {
    checkRunOptions(options)
    return this.#core.run({ mode: 'invoke', body: { workflow: name, arguments: args } }, options)
  }

  async listArtifacts(options: OperationOptions = {}): Promise<readonly ArtifactInfo[]> {
    return this.#core.parts.storage.artifacts.list(options)
  }

  async saveArtifact(request: SaveArtifactRequest, options: OperationOptions = {}): Promise<ArtifactInfo> {
    return saveArtifact(this.#core.parts.storage.artifacts, request, options)
  }

  async loadArtifact(
    name: string,
    options: OperationOptions = {},
  ): Promise<{ readonly info: ArtifactInfo; readonly value: Value } | undefined> {
    return loadArtifact(this.#core.parts.storage.artifacts, name, options)
  }

  async openArtifact(
    name: string,
    options: OperationOptions = {},
  ): Promise<{ readonly info: ArtifactInfo; readonly data: AsyncIterable<Uint8Array> } | undefined> {
    return this.#core.parts.storage.artifacts.open(name, options)
  }

  async deleteArtifact(name: string, options: OperationOptions = {}): Promise<boolean> {
    return this.#core.parts.storage.artifacts.delete(name, options)
  }

  async listDeps(options: OperationOptions = {}): Promise<readonly string[]> {
    return this.#core.deps.list(options)
  }

  async addDep(requirement: string, options: OperationOptions = {}): Promise<InstallReport> {
    this.#core.checkOpen()
    return this.#core.deps.add(requirement, options)
  }

  async removeDep(name: string, options: OperationOptions = {}): Promise<boolean> {
    return this.#core.deps.remove(name, options)
  }

  async syncDeps(options: OperationOptions = {}): Promise<InstallReport> {
    this.#core.checkOpen()
    return this.#core.deps.sync(options)
  }

  async problems(options: OperationOptions = {}): Promise<readonly (ToolProblem | StorageProblem)[]> {
    const { registry, storage } = this.#core.parts
    const problems = await Promise.all([
      registry.problems(options),
      this.#core.library.problems(options),
      storage.artifacts.problems(options),
    ])
    return problems.flat()
  }
}
