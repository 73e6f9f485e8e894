// Sessions
export { Session } from './session/session.ts'
export type { OperationOptions, RunOptions, SessionOptions } from './session/session-options.ts'
export type {
  CreateWorkflowRequest,
  ListToolsOptions,
  SaveArtifactRequest,
  SearchOptions,
  SessionApi,
  SessionProfile,
} from './session/session-api.ts'
export { SessionPool } from './session/pool/session-pool.ts'
export type { SessionPoolOptions } from './session/pool/pool-options.ts'
export type { Display, RunBase, RunError, RunResult, Truncation } from './session/run-result.ts'
export type { TextPlace } from './kernel/run-outcome.ts'
export type { SessionEvent, SessionEventListener } from './session/session-event.ts'

// What a model may call, and how a result reads to it
export { modelTools } from './model-tools/model-tools.ts'
export type { ModelToolsOptions } from './model-tools/model-tools.ts'
export type { ModelTool, ModelToolHints, ModelToolOptions } from './model-tools/model-tool.ts'
export { callModelTool } from './model-tools/call-model-tool.ts'
export type { ModelToolAnswer, SessionOrChoice } from './model-tools/call-model-tool.ts'
export { streamModelTool } from './model-tools/stream-model-tool.ts'
export { contentText } from './model-tools/content-text.ts'
export type { ModelToolName, ModelToolTypes, RunCodeOutput } from './model-tools/model-tool-types.ts'
export { renderResult } from './session/render-result.ts'
export type { RenderResultOptions } from './session/render-result.ts'
export type { ModelContent } from './session/model-content.ts'

// Executors
export { SubprocessExecutor } from './executors/subprocess/subprocess-executor.ts'
export type { SubprocessExecutorOptions } from './executors/subprocess/subprocess-options.ts'
export type { Executor, ExecutorCapabilities, ExecutorProfile, LimitLevel } from './executors/executor.ts'
export type {
  Guest,
  GuestExit,
  InstallOptions,
  InstallProgress,
  InstallReport,
  Language,
  LaunchRequest,
  LimitName,
  Limits,
  NetworkAccess,
} from './kernel/guest.ts'

// Storage
export { FileStorage } from './storage/file/file-storage.ts'
export { MemoryStorage } from './storage/memory/memory-storage.ts'
export type {
  ArtifactFormat,
  ArtifactInfo,
  ArtifactStore,
  ArtifactWrite,
  ReadOptions,
  RequirementStore,
  Revision,
  Storage,
  StorageProblem,
  StoredWorkflow,
  WorkflowStore,
  WriteCondition,
  WriteOptions,
} from './storage/storage.ts'

// Workflows
export type { WorkflowDetail, WorkflowParameter, WorkflowSummary } from './workflows/workflow.ts'

// Tools
export { ToolRegistry } from './tools/registry.ts'
export { toolSource } from './tools/tool-sources.ts'
export { functionTools } from './tools/function/function-tools.ts'
export type {
  FunctionSchema,
  HostFunction,
  MaybeLazySchema,
  StandardSchema,
} from './tools/function/host-function.ts'
export type {
  JsonSchema,
  Tool,
  ToolCallable,
  ToolCallContext,
  ToolParameter,
  ToolProblem,
  ToolResult,
  ToolSource,
  ToolSourceState,
  UnknownServers,
} from './tools/tool.ts'
export type { CallableSummary, ToolSummary } from './tools/tool-summary.ts'

// Values and errors
export type { JsonObject, JsonValue } from './kernel/json.ts'
export type { Value } from './kernel/wire/value.ts'
export { CodeModeError } from './errors/code-mode-error.ts'
export type { CodeModeErrorOptions } from './errors/code-mode-error.ts'
export { ERROR_CODES } from './errors/error-codes.ts'
export type { ErrorCode } from './errors/error-codes.ts'
