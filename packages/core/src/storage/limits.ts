import { CodeModeError } from '../errors/code-mode-error.ts'

/** Earlier states that files and memory keep of one item. */
export const KEPT_HISTORY: number = 20
/** Largest source of a workflow, in bytes of UTF-8. */
export const MAX_SOURCE_BYTES: number = 1024 * 1024
/** Largest description and metadata of an artifact together, in bytes of JSON. */
export const MAX_METADATA_BYTES: number = 256 * 1024

/** @throws CodeModeError `LIMIT_EXCEEDED` */
export function assertSize(what: string, bytes: number, limit: number): void {
  if (bytes <= limit) return
  throw new CodeModeError({
    code: 'LIMIT_EXCEEDED',
    message: `${what} has ${bytes} bytes, at most ${limit} bytes are allowed.`,
    details: { bytes, limit },
  })
}
