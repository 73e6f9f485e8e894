import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { JsonValue } from '../../kernel/json.ts'
import type { Value } from '../../kernel/wire/value.ts'

/** A content block of a tool's answer, as far as it is read here. */
export interface McpContent {
  readonly type: string
  readonly [key: string]: unknown
}
export interface McpResult {
  readonly content: readonly McpContent[]
  readonly structuredContent?: unknown
}

/** The answer of a server, taken as it is as far as it makes sense: a wrong block hides no other. */
export function readResult(result: Readonly<Record<string, unknown>>): McpResult {
  const { content, structuredContent } = result
  const blocks = Array.isArray(content) ? (content as unknown[]) : []
  return {
    content: blocks.filter((block): block is McpContent => isBlock(block)),
    ...(structuredContent === undefined || structuredContent === null ? {} : { structuredContent }),
  }
}

function isBlock(block: unknown): boolean {
  return typeof block === 'object' && block !== null && typeof (block as { type?: unknown }).type === 'string'
}

/**
 * What agent code gets: structured content as data, texts as one text, one other block as a dict, several as a list.
 * Pictures and the like that come beside structured content stand after it in a list: nothing is lost.
 */
export function resultValue(result: McpResult): Value {
  const { content, structuredContent } = result
  if (structuredContent !== undefined) {
    // The texts say the structured content once more, for clients that do not know it.
    const others = content.filter((block) => block.type !== 'text').map((block) => blockValue(block))
    return others.length === 0
      ? (structuredContent as JsonValue)
      : [structuredContent as JsonValue, ...others]
  }
  if (content.length === 0) return null
  if (content.every((block) => block.type === 'text')) return contentText(content)
  const values = content.map((block) => blockValue(block))
  return values.length === 1 ? (values[0] ?? null) : values
}

/** The texts of an answer, one after the other. */
export function contentText(content: readonly McpContent[]): string {
  return content
    .flatMap((block) => (block.type === 'text' && typeof block['text'] === 'string' ? [block['text']] : []))
    .join('\n')
}

function blockValue(block: McpContent): Value {
  switch (block.type) {
    case 'text':
      return textOrNull(block['text']) ?? ''
    case 'image':
    case 'audio':
      return { type: block.type, mime_type: textOrNull(block['mimeType']), data: fromBase64(block['data']) }
    case 'resource': {
      const resource = (block['resource'] ?? {}) as Readonly<Record<string, unknown>>
      const body: Value =
        typeof resource['blob'] === 'string'
          ? { data: fromBase64(resource['blob']) }
          : { text: textOrNull(resource['text']) ?? '' }
      return {
        type: 'resource',
        uri: textOrNull(resource['uri']),
        mime_type: textOrNull(resource['mimeType']),
        ...(body as Record<string, Value>),
      }
    }
    case 'resource_link':
      return {
        type: 'resource_link',
        uri: textOrNull(block['uri']),
        name: textOrNull(block['name']),
        description: textOrNull(block['description']),
        mime_type: textOrNull(block['mimeType']),
      }
    default:
      return block as unknown as Value
  }
}

function fromBase64(data: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(typeof data === 'string' ? data : '', 'base64'))
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** @throws CodeModeError `ARGUMENTS_INVALID` for what JSON cannot say, with the place */
export function toJson(value: Value, where: string): JsonValue {
  const fail = (what: string, instead: string): never => {
    throw new CodeModeError({
      code: 'ARGUMENTS_INVALID',
      message: `${where} is ${what}, which this tool cannot take. ${instead}`,
    })
  }
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number')
    return Number.isFinite(value) ? value : fail(`the number ${value}`, 'Pass a finite number or None.')
  if (typeof value === 'bigint') return fail(`the integer ${value}, beyond 2^53`, 'Pass it as text.')
  if (value instanceof Uint8Array) return fail('bytes', 'Pass text, for instance base64.')
  if (value instanceof Map) return fail('a dict with keys that are not texts', 'Pass a dict with text keys.')
  if (Array.isArray(value)) return value.map((item: Value, index) => toJson(item, `${where}[${index}]`))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, toJson(item as Value, `${where}.${key}`)]),
  )
}
