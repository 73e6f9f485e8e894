import { contentText } from '@code-mode/core'
import type { ModelContent, ModelToolAnswer } from '@code-mode/core'
import * as ai from 'ai'
import type { ToolResultPart } from 'ai'

/** What a tool's result is to a model, in the words of the AI SDK that is installed. */
export type ToolModelOutput = ToolResultPart['output']

/** AI SDK 7 has one part for files and warns of the older ones, which AI SDK 6 needs. */
const hasFileParts = 'uploadFile' in ai

/** What the model reads of an answer: an error as an error, text as text, pictures as files where they stand. */
export function toModelOutput({ content, isError }: ModelToolAnswer<unknown>): ToolModelOutput {
  if (isError) return { type: 'error-text', value: contentText(content) }
  if (content.every((part) => part.type === 'text')) return { type: 'text', value: contentText(content) }
  return { type: 'content', value: content.map(contentPart) }
}

type ContentPart = Extract<ToolModelOutput, { type: 'content' }>['value'][number]

function contentPart(part: ModelContent): ContentPart {
  if (part.type === 'text') return { type: 'text', text: part.text }
  const { data, mimeType: mediaType } = part
  return hasFileParts
    ? { type: 'file', data: { type: 'data', data }, mediaType }
    : { type: 'image-data', data, mediaType }
}
