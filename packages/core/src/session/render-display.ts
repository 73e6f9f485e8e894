import type { ModelContent } from './model-content.ts'
import type { Display } from './run-result.ts'

const IMAGES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] as const

/** Forms a model can read, the easiest to read first. */
const TEXTS = [
  'text/markdown',
  'text/plain',
  'text/html',
  'text/latex',
  'application/json',
  'image/svg+xml',
] as const

/** Largest picture that a model is given, in characters of base64: what the interfaces of models take. */
const MAX_IMAGE_CHARACTERS = 5_000_000

/** `<IPython.core.display.HTML object>`: says nothing that another form does not say better. */
const BARE_REPR = /^<[^<>\n]* (?:object|at 0x)[^<>\n]*>$/u

/** One display as a model reads it: as a picture where there is one, else in the text form that is easiest to read. */
export function renderDisplay(display: Display): ModelContent {
  const { data } = display
  for (const mimeType of IMAGES) {
    const picture = data[mimeType]
    if (picture === undefined) continue
    if (picture.length > MAX_IMAGE_CHARACTERS) return tooLarge(mimeType, picture.length, data['text/plain'])
    // Notebook libraries break base64 into lines; protocols want it in one piece.
    return { type: 'image', data: picture.replace(/\s+/gu, ''), mimeType }
  }
  const forms = TEXTS.filter((mimeType) => data[mimeType] !== undefined)
  const telling = forms.find((mimeType) => mimeType !== 'text/plain' || !BARE_REPR.test(data[mimeType] ?? ''))
  const text = data[telling ?? 'text/plain']
  if (text !== undefined) return { type: 'text', text }
  return {
    type: 'text',
    text: `(a display of type ${Object.keys(data).join(', ') || 'unknown'}, which cannot be shown here)`,
  }
}

function tooLarge(mimeType: string, characters: number, plain: string | undefined): ModelContent {
  const [bytes, limit] = [(characters * 3) / 4, (MAX_IMAGE_CHARACTERS * 3) / 4].map((count) =>
    Math.round(count).toLocaleString('en-US'),
  )
  const text = `(a picture of type ${mimeType} with ${bytes} bytes; at most ${limit} can be shown here. Make it smaller.)`
  return { type: 'text', text: plain === undefined ? text : `${plain}\n${text}` }
}
