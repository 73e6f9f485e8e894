import type { ModelContent } from './model-content.ts'
import { renderDisplay } from './render-display.ts'
import type { RunError, RunResult } from './run-result.ts'
import { shareRoom } from './shorten.ts'

/** Displays that a model is shown at most, half of them from the beginning. */
const MAX_DISPLAYS = 40
/** What all pictures of a result may have together, in characters of base64. */
const MAX_IMAGE_CHARACTERS = 20_000_000

/** A text that a model reads of a run. */
export interface TextPart {
  readonly type: 'text'
  /** `text` (the value), `error`, `hint`, `stdout`, `stderr`, or `display-<number from 1>`. */
  readonly what: string
  readonly text: string
}

export type ResultPart = TextPart | (ModelContent & { readonly type: 'image' })

/** What a model reads of a run, in full and in order: the value or the error, what was displayed, what was printed. */
export function resultParts(result: RunResult): readonly ResultPart[] {
  const shown = result.displays
    .map((display, index) => ({ display, what: `display-${index + 1}` }))
    .filter(({ display }) => display.ofValue !== true)
  const half = MAX_DISPLAYS / 2
  const leftOut = shown.length - MAX_DISPLAYS
  const displays = (some: typeof shown): ResultPart[] =>
    some.map(({ display, what }) => part(renderDisplay(display), what))
  const note = `(${leftOut.toLocaleString('en-US')} displays are left out here)`
  return fewPictures([
    ...outcome(result),
    ...(leftOut <= 0
      ? displays(shown)
      : [...displays(shown.slice(0, half)), textPart('note', note), ...displays(shown.slice(-half))]),
    ...output(result),
  ])
}

/** Pictures as long as there is room for them. */
function fewPictures(parts: readonly ResultPart[]): readonly ResultPart[] {
  let left = MAX_IMAGE_CHARACTERS
  return parts.map((one) => {
    if (one.type === 'text') return one
    left -= one.data.length
    return left >= 0 ? one : textPart('note', '(a picture is left out here: there are too many)')
  })
}

/** Characters that each part gets when all of them together may have `maxCharacters`; none for a picture. */
export function roomsOf(parts: readonly ResultPart[], maxCharacters: number): readonly number[] {
  return shareRoom(
    parts.map((one) => (one.type === 'text' ? one.text.length : 0)),
    maxCharacters,
  )
}

function outcome(result: RunResult): readonly ResultPart[] {
  if (!result.ok) {
    const { error } = result
    const hint = error.hint === undefined ? [] : [textPart('hint', `Hint: ${error.hint}`)]
    return [textPart('error', failure(error)), ...hint]
  }
  if (result.kind === 'none') return []
  // What shows itself is shown, and not told a second time as its repr.
  const itself = result.displays.find((display) => display.ofValue === true)
  if (itself !== undefined) return [part(renderDisplay(itself), 'text')]
  // A repr puts a text of many lines on one line that is hard to read; as it is, it cannot be mistaken for another value.
  const { value } = result
  return [textPart('text', typeof value === 'string' && value.includes('\n') ? value : result.text)]
}

/** How a failure reads. */
export function failure(error: RunError): string {
  const traceback = error.traceback.trimEnd()
  // The traceback of a run that was stopped tells where it was, not why it was stopped.
  const told = traceback !== '' && (error.message === '' || traceback.includes(error.message))
  return told ? traceback : [`${error.name}: ${error.message}`, traceback].filter(Boolean).join('\n\n')
}

function output(result: RunResult): readonly TextPart[] {
  return (['stdout', 'stderr'] as const).flatMap((what) =>
    /\S/u.test(result[what]) ? [textPart(what, result[what].trimEnd())] : [],
  )
}

function part(content: ModelContent, what: string): ResultPart {
  return content.type === 'text' ? textPart(what, content.text) : content
}

function textPart(what: string, text: string): TextPart {
  return { type: 'text', what, text }
}
