import type { GuestExit } from './guest.ts'
import type { JsonValue } from './json.ts'

/** What the guest says of a program that failed. */
export interface GuestError {
  readonly kind: 'program' | 'interrupted' | 'exit'
  readonly name: string
  readonly message: string
  readonly traceback: string
  readonly line: number | null
  readonly hint: string | null
}

/** Why a guest is gone. */
export interface GuestEnd {
  readonly exit: GuestExit
  /** The rule of the wire that it broke, when it did. */
  readonly violation?: string
}

/** A place in a value where a text stands for what JSON cannot say, and the type it stands for. */
export interface TextPlace {
  /** Keys and indices from the root of the value. */
  readonly path: readonly (string | number)[]
  /** The name of the Python type, for instance `datetime.date`. */
  readonly type: string
}

/** How a run ended. `alive` says whether the guest, and so its variables, survived. */
export type RunOutcome =
  | {
      readonly status: 'ok'
      readonly kind: 'none' | 'json' | 'text'
      readonly value: JsonValue
      readonly asText: readonly TextPlace[]
      readonly text: string
      /** Full length of `text` in characters, when it was cut. */
      readonly textOf: number | undefined
      /** The last display of the run shows this value. */
      readonly shown: boolean
    }
  | { readonly status: 'failed'; readonly error: GuestError }
  | {
      readonly status: 'timeout'
      readonly alive: boolean
      readonly traceback: string
      readonly line: number | null
    }
  | { readonly status: 'aborted'; readonly alive: boolean }
  /** `unstarted`: the guest never said that it began this run, so nothing of it was executed. */
  | { readonly status: 'died'; readonly end: GuestEnd; readonly unstarted?: true }
