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

/** How a run ended. `alive` says whether the guest, and so its variables, survived. */
export type RunOutcome =
  | {
      readonly status: 'ok'
      readonly kind: 'none' | 'json' | 'text'
      readonly value: JsonValue
      readonly text: string
      /** Full length of `text` in characters, when it was cut. */
      readonly textOf: number | undefined
    }
  | { readonly status: 'failed'; readonly error: GuestError }
  | {
      readonly status: 'timeout'
      readonly alive: boolean
      readonly traceback: string
      readonly line: number | null
    }
  | { readonly status: 'aborted'; readonly alive: boolean }
  /** `unstarted`: the guest was on its way out because of an earlier run, and nothing of this one was executed. */
  | { readonly status: 'died'; readonly end: GuestEnd; readonly unstarted?: true }
