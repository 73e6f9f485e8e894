export { codeModeTools } from './code-mode-tools.ts'
export type { CodeModeToolsOptions, SessionChoice } from './code-mode-tools.ts'
export { fromLangChain } from './from-langchain.ts'
export type { FromLangChainOptions, LangChainTool } from './from-langchain.ts'
export type { CodeModeEvent } from './run-events.ts'

// What a first program needs of core, so that one install is enough.
export {
  CodeModeError,
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
