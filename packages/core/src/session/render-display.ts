import type { ModelContent } from './model-content.ts'
import type { Display } from './run-result.ts'

const IMAGES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] as const

/** Forms a model can read, the easiest to read first. */
const TEXTS = ['text/markdown', 'text/plain', 'text/html', 'application/json', 'image/svg+xml'] as const

/** One display as a model reads it: as a picture where there is one, else in the text form that is easiest to read. */
export function renderDisplay(display: Display): ModelContent {
  for (const mimeType of IMAGES) {
    const data = display.data[mimeType]
    // Notebook libraries break base64 into lines; protocols want it in one piece.
    if (data !== undefined) return { type: 'image', data: data.replace(/\s+/gu, ''), mimeType }
  }
  for (const mimeType of TEXTS) {
    const text = display.data[mimeType]
    if (text !== undefined) return { type: 'text', text }
  }
  return {
    type: 'text',
    text: `(a display of type ${Object.keys(display.data).join(', ') || 'unknown'}, which cannot be shown here)`,
  }
}
