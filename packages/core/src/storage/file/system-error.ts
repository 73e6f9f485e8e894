import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { ErrorCode } from '../../errors/error-codes.ts'

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'the operation is not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than allowed',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a file is in the way',
  EISDIR: 'a folder is in the way',
  ENOENT: 'it does not exist',
  ELOOP: 'its symbolic links go round in a circle',
  ENAMETOOLONG: 'the path is too long',
  EMFILE: 'this process has too many files open',
  ENFILE: 'the machine has too many files open',
  EIO: 'the disk reported an error',
}

/** The system's code of an error (`ENOENT`), if it is one of the system's. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** Why the system refused, in words for a person. */
export function systemReason(error: unknown): string {
  const code = systemCode(error)
  const words = code === undefined ? undefined : reasons[code]
  if (words !== undefined) return `${words} (${code})`
  return error instanceof Error ? error.message : String(error)
}

/**
 * Runs work on files and turns what the system refuses into an error of ours, with the system's as its cause. All other
 * errors pass unchanged: ours, a misuse, an abort, what a source of data throws.
 *
 * @param doing - The beginning of the message: `Artifact "a" could not be written`.
 */
export async function withSystemErrors<T>(
  code: ErrorCode,
  doing: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (CodeModeError.isInstance(error) || systemCode(error) === undefined || !isOfSystem(error)) throw error
    throw new CodeModeError({
      code,
      message: `${doing}: ${systemReason(error)}.`,
      details: { reason: systemCode(error) },
      cause: error,
    })
  }
}

/** For what a full disk must not stop: a deletion makes room. */
export async function unlessFull(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (systemCode(error) !== 'ENOSPC' && systemCode(error) !== 'EDQUOT') throw error
  }
}

function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}
