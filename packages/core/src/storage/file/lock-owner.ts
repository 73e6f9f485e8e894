import type { ProcessIdentity } from './process-identity.ts'

/** What a lock file says. */
export interface LockOwner extends ProcessIdentity {
  /** Different for each time that a lock is taken. */
  readonly token: string
  /** When it was taken, ISO 8601. */
  readonly since: string
}

/** Reads a lock file; `undefined` if it is none of ours or not complete. */
export function parseOwner(text: string): LockOwner | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { host, pid, started, token, since } = value as Readonly<Record<string, unknown>>
  if (typeof host !== 'string' || typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0)
    return undefined
  if (typeof started !== 'string' || typeof token !== 'string' || typeof since !== 'string') return undefined
  return /^[0-9a-f]{16}$/u.test(token) ? { host, pid, started, token, since } : undefined
}

/** The same in few characters, without the time: a link's target of less than 60 bytes needs no room on the disk. */
export function shortOwner({ host, pid, started, token }: LockOwner): string {
  return [host, pid, started.length > 16 ? '' : started, token].join(' ')
}

/** Reads what {@link shortOwner} wrote. */
export function parseShortOwner(text: string): LockOwner | undefined {
  const [host, pid, started, token] = text.split(' ')
  return parseOwner(JSON.stringify({ host, pid: Number(pid), started, token, since: 'an unknown time' }))
}
