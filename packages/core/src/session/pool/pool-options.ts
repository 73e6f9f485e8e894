import { didYouMean } from '../../search/nearest-name.ts'
import type { SessionApi } from '../session-api.ts'

export interface SessionPoolOptions {
  /** Opens the session of a key. The pool closes it. */
  readonly create: (key: string) => Promise<SessionApi>
  /** Most sessions at a time, those being opened and closed included. @defaultValue 64 */
  readonly maxSessions?: number
  /** A session that nobody used for this long is closed, in milliseconds. @defaultValue 600_000 */
  readonly idleMs?: number
}

/** What a timer can wait, in milliseconds. */
const LONGEST_MS = 2_147_483_647

const NAMES = ['create', 'maxSessions', 'idleMs']

/** @throws TypeError */
export function checkPoolOptions(options: SessionPoolOptions): void {
  if (typeof options !== 'object' || options === null || typeof options.create !== 'function')
    throw new TypeError(
      'SessionPool needs create: new SessionPool({ create: (key) => Session.open("./base") }).',
    )
  for (const name of Object.keys(options)) {
    if (!NAMES.includes(name))
      throw new TypeError(`SessionPool has no option "${name}".${didYouMean(name, NAMES)}`)
  }
  const { maxSessions = 1, idleMs = 1 } = options
  if (!Number.isSafeInteger(maxSessions) || maxSessions < 1)
    throw new TypeError(`The option maxSessions must be a whole number above 0, not ${String(maxSessions)}.`)
  if (typeof idleMs !== 'number' || !(idleMs > 0 && idleMs <= LONGEST_MS))
    throw new TypeError(
      `The option idleMs must be a number of milliseconds above 0 and at most ${LONGEST_MS}, not ${String(idleMs)}.`,
    )
}
