import { inspect } from 'node:util'

const SHOWN_CHARACTERS = 1000

/** The message of whatever was thrown: functions may throw what is no error. */
export function thrownMessage(thrown: unknown): string {
  if (typeof thrown === 'string' && thrown !== '') return thrown
  if (thrown instanceof Error && typeof thrown.message === 'string') return thrown.message || thrown.name
  const shown = inspect(thrown, { depth: 2, breakLength: Number.POSITIVE_INFINITY })
  return `It threw ${shown.length > SHOWN_CHARACTERS ? `${shown.slice(0, SHOWN_CHARACTERS)}…` : shown}, which is no Error.`
}
