import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { CodeModeError } from '../../errors/code-mode-error.ts'

/**
 * The absolute path that a person means: `~` is the home folder, and what is relative starts at the working folder.
 *
 * @throws CodeModeError `STORAGE_UNUSABLE` for the home folder of somebody else (`~name`), and for an address.
 */
export function basePath(base: string): string {
  if (typeof base !== 'string' || base === '') throw new TypeError('base must be the path of a folder.')
  if (base.includes('\0')) throw new TypeError('base must not contain a null character.')
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(base)) {
    throw new CodeModeError({
      code: 'STORAGE_UNUSABLE',
      message: `The base "${base}" is an address; file storage takes the path of a folder.`,
      hint: 'Write a path such as "~/.code-mode".',
      details: { base },
    })
  }
  if (base === '~' || base.startsWith('~/')) return resolve(homedir(), base.slice(2))
  if (base.startsWith('~')) {
    throw new CodeModeError({
      code: 'STORAGE_UNUSABLE',
      message: `The base "${base}" names the home folder of another user, which is not looked up.`,
      hint: 'Write the path in full, or "./~…" for a folder whose name begins with a tilde.',
      details: { base },
    })
  }
  return resolve(base)
}
