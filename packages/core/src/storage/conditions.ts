import { CodeModeError } from '../errors/code-mode-error.ts'
import type { Revision, WriteCondition } from './storage.ts'

/**
 * Checks, where nobody else can write meanwhile, that an item still is what the writer expects.
 *
 * @param item - For the message: `Workflow "fetch_json"`.
 * @param current - Its revision now; `undefined` if there is none.
 * @throws CodeModeError `REVISION_CONFLICT`
 */
export function assertCondition(
  item: string,
  current: Revision | undefined,
  condition: WriteCondition = 'any',
): void {
  if (condition === 'any') return
  if (condition === 'absent') {
    if (current === undefined) return
    throw conflict(`${item} exists already.`, 'Choose another name, or say that it may be replaced.', current)
  }
  if (current === condition.revision) return
  const what = current === undefined ? 'was deleted' : 'was changed by somebody else'
  throw conflict(
    `${item} ${what} since it was read.`,
    'Read it again, and repeat the change on what is there now.',
    current,
  )
}

function conflict(message: string, hint: string, current: Revision | undefined): CodeModeError {
  return new CodeModeError({
    code: 'REVISION_CONFLICT',
    message,
    hint,
    details: { revision: current ?? null },
  })
}
