import type { JsonValue } from '../kernel/json.ts'

/** Rich output of a run. `data` is base64 where the MIME type is binary, text or JSON text otherwise. */
export interface Display {
  /** One entry for each form of the same thing, richest first: `image/png`, `text/html`, `text/plain`. */
  readonly data: Readonly<Record<string, string>>
}

/** Something that was left out of a result, and where all of it is. */
export interface Truncation {
  /** `stdout`, `stderr`, `text` or `value`. */
  readonly what: string
  /** Characters or bytes kept. */
  readonly kept: number
  /** Characters or bytes there were. */
  readonly of: number
  /** The name of the artifact that holds all of it. */
  readonly artifact?: string
}

/** Why the agent's program failed. */
export interface RunError {
  readonly kind: 'program' | 'timeout' | 'interrupted' | 'crashed' | 'limit'
  /** The exception's class, or `Timeout`, `GuestCrashed`, … */
  readonly name: string
  readonly message: string
  /** The agent's own lines, and the message. */
  readonly traceback: string
  /** The line of the agent's program, from 1. */
  readonly line?: number
  /** What to do about it. */
  readonly hint?: string
}

export interface RunBase {
  readonly runId: string
  /** The repr of the value; empty when there is none. */
  readonly text: string
  readonly stdout: string
  readonly stderr: string
  readonly displays: readonly Display[]
  readonly durationMs: number
  /** Calls to the host: tools, workflows, artifacts, deps. */
  readonly calls: number
  /** True when variables of earlier runs are gone: the guest had died before this run or died in it. */
  readonly stateLost: boolean
  readonly truncated: readonly Truncation[]
}

/**
 * What a run gave. `kind` says how the value reads: `none`: the program does not end with an expression;
 * `json`: `value` is exactly the value; `text`: JSON cannot say it, read `text`.
 */
export type RunResult = RunBase &
  (
    | { readonly ok: true; readonly kind: 'none' | 'json' | 'text'; readonly value?: JsonValue }
    | { readonly ok: false; readonly error: RunError }
  )
