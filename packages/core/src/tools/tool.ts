import type { JsonObject, JsonValue } from '../kernel/json.ts'
import type { Value } from '../kernel/wire/value.ts'

/** JSON Schema, draft 2020-12, as plain data. */
export type JsonSchema = JsonObject

export interface ToolParameter {
  /** As agent code writes it: an identifier. */
  readonly name: string
  /** JSON Schema type name, for people: `string`, `integer`, `array`, `string | null`, `any`. */
  readonly type: string
  readonly required: boolean
  readonly default?: JsonValue
  readonly description: string
}

/** Where a call comes from and how it can be stopped. */
export interface ToolCallContext {
  readonly signal: AbortSignal
  /** Partial progress of a long call, one line for a person. */
  readonly onProgress?: (message: string) => void
}

/** A picture or other rich output that came with a tool's answer; the value itself is `value`. */
export interface ToolResult {
  readonly value: Value
}

/** One function that agent code can call. */
export interface ToolCallable {
  /** As agent code writes it: an identifier. `null` is the tool itself: `tools.curl(...)`. */
  readonly name: string | null
  /** The name that its maker gave it, where that is no identifier: `tools.files["read-file"](...)`. */
  readonly originalName?: string
  readonly description: string
  /** In the order in which positional arguments are taken. */
  readonly parameters: readonly ToolParameter[]
  readonly inputSchema: JsonSchema
  readonly outputSchema?: JsonSchema
  /**
   * @param args by parameter name; already bound to the parameters and free of unknown names. The callable itself
   *   checks their values.
   * @throws CodeModeError `ARGUMENTS_INVALID`, `TOOL_FAILED`, `TOOL_TIMEOUT`, `TOOL_COMMAND_NOT_FOUND`, `TOOL_SERVER_FAILED`
   */
  invoke(args: Readonly<Record<string, Value>>, context: ToolCallContext): Promise<ToolResult>
}

/** A group of callables: `tools.<name>.<callable>(...)`. */
export interface Tool {
  /** As agent code writes it: an identifier. */
  readonly name: string
  readonly description: string
  readonly tags: readonly string[]
  /** Where it comes from, for error texts: a file path, or `host functions`. */
  readonly origin: string
  readonly callables: readonly ToolCallable[]
}

/** A definition that could not be loaded. It hides nothing else. */
export interface ToolProblem {
  /** The file, with line and column where they are known: `/base/tools/curl.yaml:3:5`. */
  readonly origin: string
  /** What is wrong and what to do, without the origin. */
  readonly message: string
  /** The name of the tool that is missing for it, where it is known. */
  readonly tool?: string
}

export interface ToolSourceState {
  readonly tools: readonly Tool[]
  readonly problems: readonly ToolProblem[]
}

/**
 * What to do about a server whose list of tools is not known yet. `wait`: start it and wait, for at most 3 s where
 * nobody asks for its tool by name; after that it is a problem until its list comes; `start`: start it, leave its
 * tools out, and tell by `onChange` when they are known; `leave`: leave them out and start nothing.
 */
export type UnknownServers = 'wait' | 'start' | 'leave'

export interface LoadOptions {
  readonly signal?: AbortSignal
  /** @defaultValue 'wait' */
  readonly unknownServers?: UnknownServers
  /** Waits for the server of this tool only, as for a call, and until what it has told of a change is known. */
  readonly tool?: string
}

/** Where tools come from. */
export interface ToolSource extends AsyncDisposable {
  /**
   * The tools as they are now. Starts no server when a cached list exists. Called before each listing and call, so it
   * must be cheap when nothing changed.
   */
  load(options: LoadOptions): Promise<ToolSourceState>
  /** Calls back when `load` would give something new (a server's list changed). Returns the unsubscribe function. */
  onChange(listener: () => void): () => void
  close(): Promise<void>
}
