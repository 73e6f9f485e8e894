import type { ModelContent } from '../session/model-content.ts'

/** What a model reads where only text can be carried: a picture is a line that names its type, `[image/png]`. */
export function contentText(content: readonly ModelContent[]): string {
  return content.map((part) => (part.type === 'text' ? part.text : `[${part.mimeType}]`)).join('\n')
}
