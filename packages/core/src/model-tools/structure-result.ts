import { DEFAULT_MAX_CHARACTERS } from '../session/model-content.ts'
import type { RunResult } from '../session/run-result.ts'
import { shareRoom, shorten } from '../session/shorten.ts'

/** Of each text at least so much is given, in characters. */
const MIN_CHARACTERS = 400

/**
 * A run as plain data for a client that hands data to its model instead of text: the same content within the same
 * bounds, without what is empty. What is shortened is whole in the artifact that `truncated` names. Pictures are in
 * the content only.
 */
export function structureResult(result: RunResult): object {
  const data = valueFields(result)
  const room = DEFAULT_MAX_CHARACTERS - (data === undefined ? 0 : JSON.stringify(data).length)
  const {
    message = '',
    traceback = '',
    hint,
    ...texts
  } = shortenAll(textsOf(result, data === undefined), room)
  return {
    ok: result.ok,
    ...data,
    ...(result.ok ? {} : { error: { ...result.error, message, traceback, hint } }),
    ...texts,
    ...(result.truncated.length > 0 ? { truncated: result.truncated } : {}),
    ...(result.stateLost ? { stateLost: true } : {}),
    durationMs: Math.round(result.durationMs),
    calls: result.calls,
  }
}

/** The value where it is short enough: cut anywhere it would be another value, so else its repr is given. */
function valueFields(result: RunResult): object | undefined {
  if (!result.ok || result.kind !== 'json') return undefined
  // What has an artifact is known to be too long without being written out.
  if (result.truncated.some((one) => one.what === 'value' || one.what === 'text')) return undefined
  const { value, asText } = result
  const fields = asText === undefined ? { value } : { value, asText }
  return JSON.stringify(fields).length <= DEFAULT_MAX_CHARACTERS ? fields : undefined
}

function textsOf(result: RunResult, withText: boolean): Readonly<Record<string, string>> {
  const { stdout, stderr } = result
  const outcome = result.ok
    ? { text: withText ? result.text : '' }
    : { message: result.error.message, traceback: result.error.traceback, hint: result.error.hint ?? '' }
  return { ...outcome, stdout, stderr }
}

function shortenAll(texts: Readonly<Record<string, string>>, room: number): Record<string, string> {
  const some = Object.entries(texts).filter(([, text]) => text !== '')
  const rooms = shareRoom(
    some.map(([, text]) => text.length),
    Math.max(room, 0),
  )
  return Object.fromEntries(
    some.map(([name, text], index) => [name, shorten(text, Math.max(rooms[index] ?? 0, MIN_CHARACTERS))]),
  )
}
