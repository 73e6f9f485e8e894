import type { JsonValue } from '../kernel/json.ts'
import type { TextPlace } from '../kernel/run-outcome.ts'

/** Rich output of a run. `data` is base64 where the MIME type is binary, text or JSON text otherwise. */
export interface Display {
  /** One entry for each form of the same thing, richest first: `image/png`, `text/html`, `text/plain`. */
  readonly data: Readonly<Record<string, string>>
  /** True where it shows the value of the last expression, which nobody asked to display. */
  readonly ofValue?: true
}

/** Something that a result does not hold in full, or a model does not read in full, and where it is kept. */
export interface Truncation {
  /** `stdout`, `stderr`, `text` (the repr), `value`, `error` or `displays`. */
  readonly what: string
  /** Characters that the result holds (bytes for `displays`). As many as `of` where only a model's view is short. */
  readonly kept: number
  /** Characters there were (bytes for `displays`). */
  readonly of: number
  /** The name of the artifact that holds what was kept, for `artifacts.load`. */
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
 * `json`: `value` is the value, but for the places in `asText`; `text`: JSON cannot say it, read `text`.
 * docs/values.md says how each type reads.
 */
export type RunResult = RunBase &
  (
    | { readonly ok: true; readonly kind: 'none' | 'text'; readonly value?: undefined }
    | {
        readonly ok: true
        readonly kind: 'json'
        readonly value: JsonValue
        /** Places in `value` where a text stands for what JSON cannot say. Absent where there is none. */
        readonly asText?: readonly TextPlace[]
      }
    | { readonly ok: false; readonly error: RunError }
  )
