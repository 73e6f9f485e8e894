import type { ExecutorCapabilities } from '../executors/executor.ts'
import type { InstallReport } from '../kernel/guest.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Value } from '../kernel/wire/value.ts'
import type { ArtifactInfo, StorageProblem } from '../storage/storage.ts'
import type { ToolProblem, UnknownServers } from '../tools/tool.ts'
import type { ToolSummary } from '../tools/tool-summary.ts'
import type { WorkflowDetail, WorkflowSummary } from '../workflows/workflow.ts'
import type { RunResult } from './run-result.ts'
import type { SessionEventListener } from './session-event.ts'
import type { OperationOptions, RunOptions } from './session-options.ts'

export interface SearchOptions extends OperationOptions {
  /** Most results. @defaultValue 10 for tools, 5 for workflows */
  readonly limit?: number
}

export interface ListToolsOptions extends OperationOptions {
  /** What to do about tool servers whose list is not known yet. @defaultValue 'wait' */
  readonly unknownServers?: UnknownServers
}

export interface CreateWorkflowRequest {
  readonly name: string
  readonly source: string
  /** Kept in the file. @defaultValue what the source's docstring says */
  readonly description?: string
}

export interface SaveArtifactRequest {
  readonly name: string
  /** A stream is saved as bytes, piece by piece: it never has to fit into memory. */
  readonly data: Value | AsyncIterable<Uint8Array>
  /** @defaultValue '' */
  readonly description?: string
  /** @defaultValue {} */
  readonly metadata?: JsonObject
}

/** What the model tools and adapters need of a {@link Session}: all of its public surface. */
export interface SessionApi extends AsyncDisposable {
  readonly id: string
  /** What the model should be told about this session without starting a guest. */
  readonly profile: SessionProfile
  run(code: string, options?: RunOptions): Promise<RunResult>
  reset(options?: OperationOptions): Promise<void>
  close(): Promise<void>
  capabilities(options?: OperationOptions): Promise<ExecutorCapabilities>
  listTools(options?: ListToolsOptions): Promise<readonly ToolSummary[]>
  searchTools(query: string, options?: SearchOptions): Promise<readonly ToolSummary[]>
  /** A text that changes when names, signatures or descriptions of tools do. */
  toolsRevision(options?: OperationOptions): Promise<string>
  /** Calls back when the tools may have changed. Returns the unsubscribe function. */
  onToolsChange(listener: () => void): () => void
  listWorkflows(options?: OperationOptions): Promise<readonly WorkflowSummary[]>
  searchWorkflows(query: string, options?: SearchOptions): Promise<readonly WorkflowSummary[]>
  getWorkflow(name: string, options?: OperationOptions): Promise<WorkflowDetail | undefined>
  createWorkflow(request: CreateWorkflowRequest, options?: OperationOptions): Promise<WorkflowDetail>
  deleteWorkflow(name: string, options?: OperationOptions): Promise<boolean>
  /** Runs a saved workflow in the guest with arguments as data. */
  invokeWorkflow(
    name: string,
    args?: Readonly<Record<string, Value>>,
    options?: RunOptions,
  ): Promise<RunResult>
  listArtifacts(options?: OperationOptions): Promise<readonly ArtifactInfo[]>
  saveArtifact(request: SaveArtifactRequest, options?: OperationOptions): Promise<ArtifactInfo>
  /** The value, or undefined where there is no artifact of that name. */
  loadArtifact(
    name: string,
    options?: OperationOptions,
  ): Promise<{ readonly info: ArtifactInfo; readonly value: Value } | undefined>
  /**
   * The stored bytes as a stream, or undefined where there is no artifact of that name; `info.format` says how to read
   * them. A write or deletion meanwhile does not mix in. Damage is found at the end: then the stream throws.
   */
  openArtifact(
    name: string,
    options?: OperationOptions,
  ): Promise<{ readonly info: ArtifactInfo; readonly data: AsyncIterable<Uint8Array> } | undefined>
  deleteArtifact(name: string, options?: OperationOptions): Promise<boolean>
  listDeps(options?: OperationOptions): Promise<readonly string[]>
  /** Installs and, when that worked, adds to the list in the storage. Allowed to the application even where agents may not. */
  addDep(requirement: string, options?: OperationOptions): Promise<InstallReport>
  removeDep(name: string, options?: OperationOptions): Promise<boolean>
  syncDeps(options?: OperationOptions): Promise<InstallReport>
  /** Definitions and files that could not be loaded, each with the remedy. */
  problems(options?: OperationOptions): Promise<readonly (ToolProblem | StorageProblem)[]>
}

export interface SessionProfile {
  readonly language: 'python'
  /** Longest time of one run, in milliseconds. */
  readonly timeoutMs: number
  readonly allowRuntimeDeps: boolean
  /** What the guest reaches. */
  readonly network: 'none' | 'host'
  /** One sentence each about what the program can see of the host. */
  readonly notes: readonly string[]
}

export type { SessionEventListener }
