import { createHash } from 'node:crypto'
import type { Revision } from './storage.ts'

/** SHA-256 in hex. */
export function digestOf(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex')
}

/** A revision that changes exactly when the content does, whoever changed it. */
export function contentRevision(data: Uint8Array | string): Revision {
  return digestOf(data).slice(0, 32)
}
