import type { ArtifactStore } from '../storage/storage.ts'
import { saveAutomatically } from './automatic-artifacts.ts'
import { DEFAULT_MAX_CHARACTERS } from './model-content.ts'
import { failure, resultParts, roomsOf } from './result-parts.ts'
import type { RunResult, Truncation } from './run-result.ts'

/** Displays of one run that are kept at most, and the size in characters from which one is. */
const MAX_DISPLAYS = 10
const MIN_DISPLAY_CHARACTERS = 2_000

interface Overflow {
  readonly what: string
  readonly format: 'json' | 'text'
  readonly text: string
  readonly description: string
}

/**
 * What a model cannot read of a result in full is kept as artifacts, and the result names them. Costs nothing where
 * all of it fits. Never fails: what could not be kept has no name.
 */
export async function keepOverflow(result: RunResult, store: ArtifactStore): Promise<RunResult> {
  const overflows = overflowsOf(result)
  if (overflows.length === 0) return result
  const truncated = new Map(result.truncated.map((one) => [one.what, one]))
  for (const overflow of overflows) {
    const { what, text } = overflow
    const artifact = await saveAutomatically(store, { runId: result.runId, ...overflow })
    const known: Truncation = truncated.get(what) ?? { what, kept: text.length, of: text.length }
    truncated.set(what, artifact === undefined ? known : { ...known, artifact })
  }
  return { ...result, truncated: [...truncated.values()] }
}

function overflowsOf(result: RunResult): readonly Overflow[] {
  const parts = resultParts(result)
  const rooms = roomsOf(parts, DEFAULT_MAX_CHARACTERS)
  const shortParts = parts.flatMap((part, index) =>
    part.type === 'text' && part.text.length > (rooms[index] ?? 0) ? [part] : [],
  )
  const short = new Set(shortParts.map((part) => part.what))
  // A picture of a value says nothing of how long its repr is, and a repr that was cut is never all of it.
  if (result.truncated.some((one) => one.what === 'text')) short.add('text')
  const overflows: Overflow[] = []
  if (result.ok && short.has('text')) overflows.push(valueOf(result))
  if (!result.ok && short.has('error'))
    overflows.push({
      what: 'error',
      format: 'text',
      text: failure(result.error),
      description: 'The error of a run',
    })
  for (const what of ['stdout', 'stderr'] as const) {
    if (short.has(what))
      overflows.push({
        what,
        format: 'text',
        text: result[what],
        description: `What a run printed to ${what}`,
      })
  }
  const displays = shortParts.filter(
    ({ what, text }) => what.startsWith('display-') && text.length >= MIN_DISPLAY_CHARACTERS,
  )
  for (const { what, text } of displays.slice(0, MAX_DISPLAYS))
    overflows.push({ what, format: 'text', text, description: 'What a run displayed' })
  return overflows
}

function valueOf(result: RunResult & { readonly ok: true }): Overflow {
  if (result.kind !== 'json')
    return {
      what: 'text',
      format: 'text',
      text: result.text,
      description: 'The repr of the value of a run, which JSON cannot say',
    }
  const { value, asText } = result
  const description =
    asText === undefined ? 'The value of a run' : 'The value of a run, with texts for what JSON cannot say'
  return typeof value === 'string'
    ? { what: 'value', format: 'text', text: value, description }
    : { what: 'value', format: 'json', text: JSON.stringify(value), description }
}
