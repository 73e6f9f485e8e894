import { DEFAULT_MAX_CHARACTERS } from './model-content.ts'
import type { ModelContent } from './model-content.ts'
import { RESTART_HINT } from './run-error.ts'
import { resultParts, roomsOf } from './result-parts.ts'
import type { TextPart } from './result-parts.ts'
import type { RunResult, Truncation } from './run-result.ts'
import { shorten } from './shorten.ts'

export interface RenderResultOptions {
  /** Characters of text at most; of what is longer, head and tail are kept. @defaultValue 25_000 */
  readonly maxCharacters?: number
}

const HEADINGS: Readonly<Record<string, string>> = { stdout: 'Stdout:', stderr: 'Stderr:' }

/**
 * How a run reads to a model: the value or the error first, then what was displayed, then what was printed, in this
 * order and with pictures where they stand. The one place that says so.
 *
 * @throws TypeError when `maxCharacters` is not a whole number of at least 200.
 */
export function renderResult(result: RunResult, options: RenderResultOptions = {}): readonly ModelContent[] {
  const maxCharacters = options.maxCharacters ?? DEFAULT_MAX_CHARACTERS
  if (!Number.isInteger(maxCharacters) || maxCharacters < 200) {
    throw new TypeError(`maxCharacters must be a whole number of at least 200, not ${maxCharacters}.`)
  }
  const parts = resultParts(result)
  const rooms = roomsOf(parts, maxCharacters)
  const texts = parts.filter((part) => part.type === 'text').length
  const contents: ModelContent[] = []
  const shortened = new Set<string>()
  for (const [index, part] of parts.entries()) {
    if (part.type === 'image') {
      contents.push(part)
      continue
    }
    const text = shorten(part.text, Math.max(rooms[index] ?? 0, 80))
    if (text !== part.text) shortened.add(part.what)
    addText(contents, headed(part, text, texts))
  }
  if (contents.length === 0) addText(contents, '(no output)')
  for (const note of notes(result, shortened)) addText(contents, note)
  return contents
}

/** Texts that follow one another are one text. */
function addText(contents: ModelContent[], text: string): void {
  const last = contents.at(-1)
  if (last?.type === 'text') contents[contents.length - 1] = { type: 'text', text: `${last.text}\n\n${text}` }
  else contents.push({ type: 'text', text })
}

function headed(part: TextPart, text: string, texts: number): string {
  const heading = HEADINGS[part.what]
  return heading === undefined || (texts === 1 && part.what === 'stdout') ? text : `${heading}\n${text}`
}

function notes(result: RunResult, shortened: ReadonlySet<string>): readonly string[] {
  const hasValue = result.truncated.some((one) => one.what === 'value' && one.artifact !== undefined)
  return [
    // Where the value is kept, how much of its repr there is says nothing more.
    ...result.truncated
      .filter((one) => !(one.what === 'text' && hasValue))
      .flatMap((one) => truncationNote(one, shortened)),
    // The hint of a run in which the interpreter ended says it already.
    ...(result.stateLost && (result.ok || result.error.hint !== RESTART_HINT) ? [stateLostNote(result)] : []),
  ]
}

function truncationNote(truncation: Truncation, shortened: ReadonlySet<string>): readonly string[] {
  const { what, artifact } = truncation
  const whole = truncation.kept === truncation.of
  if (whole && !shortened.has(what === 'value' ? 'text' : what)) return []
  const [kept, of] = [truncation.kept, truncation.of].map((count) => count.toLocaleString('en-US'))
  const load = artifact === undefined ? '' : `artifacts.load(${JSON.stringify(artifact)})`
  if (whole) {
    const how =
      load === '' ? ' It could not be kept as an artifact.' : ` All of it: ${load}; read it in parts.`
    return [`[${what} is shortened here: it has ${of} characters.${how}]`]
  }
  if (load !== '')
    return [`[${what} was cut: ${kept} of ${of} kept. All that was kept: ${load}; read it in parts.]`]
  // What is kept of a repr is still far more than what a model reads of it.
  return what === 'text'
    ? [`[text was cut: it has ${of} characters. Assign the value to a variable and print a part.]`]
    : [`[${what} was cut: ${kept} of ${of}${what === 'displays' ? ' bytes' : ''} kept.]`]
}

function stateLostNote(result: RunResult): string {
  return result.ok || result.error.kind !== 'crashed'
    ? 'The interpreter was restarted; variables of earlier runs are gone.'
    : 'The interpreter ended and is started anew at the next run; variables of earlier runs are gone.'
}
