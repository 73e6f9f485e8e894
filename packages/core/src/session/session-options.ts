import type { Executor } from '../executors/executor.ts'
import type { Limits } from '../kernel/guest.ts'
import type { Storage } from '../storage/storage.ts'
import type { ToolSource } from '../tools/tool.ts'
import type { SessionEventListener } from './session-event.ts'

export interface SessionOptions {
  /** @defaultValue `new FileStorage({ base })` for `Session.open(base)`, else `new MemoryStorage()` */
  readonly storage?: Storage
  /** @defaultValue `new SubprocessExecutor()` */
  readonly executor?: Executor
  /**
   * Where tools come from: a folder of YAML files, one YAML file, an `mcp.json`, or a source made in code.
   * @defaultValue `tools/` and `mcp.json` of the storage's folder, where it has one
   */
  readonly tools?: readonly (string | ToolSource)[]
  /** PEP 508 requirements importable from the first run on, besides those in the storage. @defaultValue [] */
  readonly deps?: readonly string[]
  /** Whether agent code and models may change the packages. @defaultValue true */
  readonly allowRuntimeDeps?: boolean
  /** Whether the packages listed in the storage are installed before the first run. @defaultValue true */
  readonly syncDepsOnStart?: boolean
  /** Longest time of one run, in milliseconds. @defaultValue 50_000 */
  readonly timeoutMs?: number
  /** What the guest may use. @defaultValue `{ outputBytes: 67_108_864 }` */
  readonly limits?: Limits
  /** Environment variables of the guest. @defaultValue {} */
  readonly env?: Readonly<Record<string, string>>
  /** Environment for `${NAME}` in tool definitions, for tools and installers. @defaultValue `process.env` */
  readonly hostEnv?: Readonly<Record<string, string | undefined>>
  /** Told of everything that happens in the session. */
  readonly onEvent?: SessionEventListener
  /** @defaultValue a new UUIDv7 */
  readonly id?: string
}

export interface RunOptions {
  /** Longest time of this run, in milliseconds. @defaultValue the session's */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  /** Told of the events of this run. */
  readonly onEvent?: SessionEventListener
  /** File name in tracebacks. @defaultValue `cell-<number of the run>` */
  readonly fileName?: string
}

export interface OperationOptions {
  readonly signal?: AbortSignal
}
