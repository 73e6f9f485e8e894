import type { JsonObject } from '../kernel/json.ts'
import { DEFAULT_MAX_CHARACTERS } from '../session/model-content.ts'
import type { RunResult } from '../session/run-result.ts'
import { shorten } from '../session/shorten.ts'

/**
 * A run as plain data for a client that hands data to its model instead of text: the same content within the same
 * bounds, without what is empty. Pictures are in the content only.
 */
export function structureResult(result: RunResult): object {
  const fields: Record<string, unknown> = { ok: result.ok }
  if (result.ok) Object.assign(fields, valueFields(result))
  else
    fields['error'] = { ...result.error, traceback: shorten(result.error.traceback, DEFAULT_MAX_CHARACTERS) }
  if (result.stdout !== '') fields['stdout'] = shorten(result.stdout, DEFAULT_MAX_CHARACTERS)
  if (result.stderr !== '') fields['stderr'] = shorten(result.stderr, DEFAULT_MAX_CHARACTERS)
  if (result.truncated.length > 0) fields['truncated'] = result.truncated
  if (result.stateLost) fields['stateLost'] = true
  return { ...fields, durationMs: Math.round(result.durationMs), calls: result.calls }
}

function valueFields(result: RunResult & { readonly ok: true }): JsonObject {
  if (result.kind === 'none') return {}
  // A value cut anywhere would be another value, so one that is too long is given as text.
  const fits = result.kind === 'json' && JSON.stringify(result.value ?? null).length <= DEFAULT_MAX_CHARACTERS
  return fits ? { value: result.value ?? null } : { text: shorten(result.text, DEFAULT_MAX_CHARACTERS) }
}
