import { DEFAULT_MAX_CHARACTERS } from './model-content.ts'
import type { ModelContent } from './model-content.ts'
import { renderDisplay } from './render-display.ts'
import type { RunError, RunResult, Truncation } from './run-result.ts'
import { shareRoom, shorten } from './shorten.ts'

export interface RenderResultOptions {
  /** Characters of text at most; of what is longer, head and tail are kept. @defaultValue 25_000 */
  readonly maxCharacters?: number
}

interface Section {
  readonly heading: string
  readonly text: string
}

/**
 * How a run reads to a model: the value or the error first, then what was printed, then what was displayed.
 * The one place that says so.
 *
 * @throws TypeError when `maxCharacters` is not a whole number of at least 200.
 */
export function renderResult(result: RunResult, options: RenderResultOptions = {}): readonly ModelContent[] {
  const maxCharacters = options.maxCharacters ?? DEFAULT_MAX_CHARACTERS
  if (!Number.isInteger(maxCharacters) || maxCharacters < 200) {
    throw new TypeError(`maxCharacters must be a whole number of at least 200, not ${maxCharacters}.`)
  }
  const displays = result.displays.map(renderDisplay)
  const texts = displays.flatMap((content) => (content.type === 'text' ? [content.text] : []))
  const sections = [...outcome(result), ...texts.map((text) => ({ heading: '', text })), ...output(result)]
  const rooms = shareRoom(
    sections.map((section) => section.text.length),
    maxCharacters,
  )
  const blocks = sections.map((section, index) => block(section, rooms[index] ?? 0, sections.length))
  const images = displays.filter((content) => content.type === 'image')
  if (blocks.length === 0 && images.length === 0) blocks.push('(no output)')
  const notes = [
    ...result.truncated.map(truncationNote),
    ...(result.stateLost ? [stateLostNote(result)] : []),
  ]
  const text = [...blocks, ...notes].join('\n\n')
  return text === '' ? images : [{ type: 'text', text }, ...images]
}

function outcome(result: RunResult): readonly Section[] {
  if (!result.ok) {
    const { error } = result
    return [
      { heading: '', text: failure(error) },
      ...(error.hint === undefined ? [] : [{ heading: '', text: `Hint: ${error.hint}` }]),
    ]
  }
  if (result.kind === 'none') return []
  // A repr puts a text of many lines on one line that is hard to read; as it is, it cannot be mistaken for another value.
  const { value } = result
  const text = typeof value === 'string' && value.includes('\n') ? value : result.text
  return [{ heading: '', text }]
}

function failure(error: RunError): string {
  const traceback = error.traceback.trimEnd()
  // The traceback of a run that was stopped tells where it was, not why it was stopped.
  const told = traceback !== '' && (error.message === '' || traceback.includes(error.message))
  return told ? traceback : [`${error.name}: ${error.message}`, traceback].filter(Boolean).join('\n\n')
}

function output(result: RunResult): readonly Section[] {
  const sections: Section[] = []
  if (result.stdout.trim() !== '') sections.push({ heading: 'Stdout:', text: result.stdout.trimEnd() })
  if (result.stderr.trim() !== '') sections.push({ heading: 'Stderr:', text: result.stderr.trimEnd() })
  return sections
}

function block(section: Section, room: number, count: number): string {
  const text = shorten(section.text, Math.max(room, 80))
  const plain = section.heading === '' || (count === 1 && section.heading === 'Stdout:')
  return plain ? text : `${section.heading}\n${text}`
}

function truncationNote(truncation: Truncation): string {
  const { what, artifact } = truncation
  const [kept, of] = [truncation.kept, truncation.of].map((count) => count.toLocaleString('en-US'))
  if (artifact !== undefined)
    return `[${what} was cut: ${kept} of ${of} kept. All of it: artifacts.load(${JSON.stringify(artifact)}).]`
  // What is kept of a repr is still far more than what a model reads of it.
  return what === 'text'
    ? `[text was cut: it has ${of} characters. Assign the value to a variable and print a part.]`
    : `[${what} was cut: ${kept} of ${of} kept.]`
}

function stateLostNote(result: RunResult): string {
  return result.ok || result.error.kind !== 'crashed'
    ? 'The interpreter was restarted; variables of earlier runs are gone.'
    : 'The interpreter ended and is started anew at the next run; variables of earlier runs are gone.'
}
