import { isUtf8 } from 'node:buffer'
import { isWellFormed, mayHoldLoneSurrogate } from './json-strictness.ts'
import { MAX_HEADER_BYTES } from './wire-limits.ts'
import {
  bool,
  checkEnvelope,
  count,
  envelope,
  type EnvelopeSchema,
  id,
  nullable,
  oneOf,
  optional,
  record,
  text,
} from './envelope-schema.ts'
import { WireViolation } from './wire-violation.ts'

/** Where in the agent's code a call stands. */
export interface CallSite {
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 0. */
  readonly column: number
  /** The innermost workflow, or null in the agent's own program. */
  readonly workflow: string | null
}

export type RunMode = 'exec' | 'check' | 'invoke'
export type OutputChannel = 'stdout' | 'stderr'

export interface ChunkMessage {
  readonly type: 'chunk'
  readonly stream: number
  readonly last: boolean
  /** The sender could not make the rest: what was sent stands for nothing. */
  readonly failed?: boolean
}
export interface CreditMessage {
  readonly type: 'credit'
  readonly stream: number
  readonly bytes: number
}

export type HostMessage =
  | {
      readonly type: 'hello'
      readonly wire: number
      readonly callsInFlight: number
      readonly outputFlushMs: number
      readonly outputFlushBytes: number
      readonly runtimeDeps: boolean
    }
  | { readonly type: 'catalog'; readonly revision: string }
  | {
      readonly type: 'run'
      readonly run: string
      readonly mode: RunMode
      readonly file: string
      readonly traceparent?: string
      readonly stream?: number
    }
  | {
      readonly type: 'return'
      readonly call: number
      readonly ok: boolean
      readonly payloadBytes?: number
      readonly stream?: number
    }
  | { readonly type: 'interrupt'; readonly run: string }
  | { readonly type: 'close' }
  | ChunkMessage
  | CreditMessage

export type GuestMessage =
  | {
      readonly type: 'ready'
      readonly wire: number
      readonly language: string
      readonly version: string
      readonly implementation: string
    }
  | { readonly type: 'began'; readonly run: string }
  | { readonly type: 'output'; readonly run: string; readonly channel: OutputChannel }
  | { readonly type: 'display'; readonly run: string; readonly stream?: number }
  | {
      readonly type: 'call'
      readonly call: number
      readonly run: string
      readonly namespace: string
      readonly method: string
      readonly site: CallSite
      readonly occurrence: number
      readonly payloadBytes?: number
      readonly stream?: number
    }
  | { readonly type: 'cancel'; readonly call: number }
  | { readonly type: 'result'; readonly run: string; readonly ok: boolean; readonly stream?: number }
  | ChunkMessage
  | CreditMessage

const run = text(64)
const stream = optional(id)
const payloadBytes = optional(count)
const type = text(16)
const chunk = envelope({ type, stream: id, last: bool, failed: optional(bool) })
const credit = envelope({ type, stream: id, bytes: id })
const site = record({ file: text(1024), line: count, column: count, workflow: nullable(text(256)) })

const GUEST_MESSAGES: ReadonlyMap<string, EnvelopeSchema> = new Map([
  ['ready', envelope({ type, wire: id, language: text(32), version: text(64), implementation: text(32) })],
  ['began', envelope({ type, run })],
  ['output', envelope({ type, run, channel: oneOf('stdout', 'stderr') })],
  ['display', envelope({ type, run, stream })],
  [
    'call',
    envelope({
      type,
      call: id,
      run,
      namespace: text(256),
      method: text(256),
      site,
      occurrence: count,
      payloadBytes,
      stream,
    }),
  ],
  ['cancel', envelope({ type, call: id })],
  ['result', envelope({ type, run, ok: bool, stream })],
  ['chunk', chunk],
  ['credit', credit],
])

/** Parses and checks an envelope from the guest. @throws WireViolation */
export function parseGuestMessage(header: Buffer): GuestMessage {
  if (header.byteLength > MAX_HEADER_BYTES) throw new WireViolation('A header is over its limit.')
  if (!isUtf8(header)) throw new WireViolation('A header is not UTF-8.')
  const source = header.toString('utf8')
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch {
    throw new WireViolation('A header is not JSON.')
  }
  if (mayHoldLoneSurrogate(source) && !isWellFormed(value))
    throw new WireViolation('A header holds half a character.')
  if (typeof value !== 'object' || value === null) throw new WireViolation('A header is not an object.')
  const kind = Object.hasOwn(value, 'type') ? (value as { type: unknown }).type : undefined
  const schema = typeof kind === 'string' ? GUEST_MESSAGES.get(kind) : undefined
  if (schema === undefined)
    throw new WireViolation(`Unknown message type ${String(JSON.stringify(kind)).slice(0, 60)}.`)
  checkEnvelope(kind as string, schema, value)
  return value as GuestMessage
}
