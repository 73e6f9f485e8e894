export { codeModeTools } from './code-mode-tools.ts'
export type { CodeModeTool, CodeModeToolSet, CodeModeToolsOptions } from './code-mode-tools.ts'
export type { ExecuteOptions, SessionChoice, SessionRequest } from './session-choice.ts'
export type { ToolModelOutput } from './to-model-output.ts'
export { fromAiSdk } from './from-ai-sdk.ts'
export type { FromAiSdkOptions } from './from-ai-sdk.ts'
export type { ToolApproval, ToolApprovalStatus } from './tool-approval.ts'

// What a first program needs of core, so that one install is enough.
export {
  CodeModeError,
  contentText,
  FileStorage,
  functionTools,
  MemoryStorage,
  Session,
  SessionPool,
  SubprocessExecutor,
  toolSource,
} from '@code-mode/core'
export type {
  ErrorCode,
  Executor,
  HostFunction,
  JsonValue,
  ModelToolAnswer,
  ModelToolName,
  ModelToolTypes,
  OperationOptions,
  RunCodeOutput,
  RunError,
  RunOptions,
  RunResult,
  SessionApi,
  SessionEvent,
  SessionOptions,
  SessionPoolOptions,
  Storage,
  ToolSource,
} from '@code-mode/core'
