export { main as runServer } from './bin/main.ts'
export { createMcpServer } from './create-mcp-server.ts'
export type { CreateMcpServerOptions } from './create-mcp-server.ts'
export { registerCodeModeTools } from './register-code-mode-tools.ts'
export type { RegisterOptions, SessionChoice } from './register-code-mode-tools.ts'
export type { RequestExtra } from './progress.ts'

// Over HTTP
export { createHttpHandler } from './http/create-http-handler.ts'
export type { HttpHandler } from './http/create-http-handler.ts'
export { serveHttp } from './http/serve-http.ts'
export type { HttpServer } from './http/serve-http.ts'
export type { HttpAuth, HttpHandlerOptions, ServeHttpOptions } from './http/http-options.ts'

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
  OperationOptions,
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
