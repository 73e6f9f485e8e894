import type { McpDefinition } from '../definitions/definition.ts'

const BODY_CHARACTERS = 300
const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)[^}]*\}/g

/** What went wrong, in a line: the reason behind `fetch failed`, the status and the words of an HTTP answer. */
export function describeFailure(error: unknown, definition: McpDefinition): string {
  if (!(error instanceof Error)) return String(error)
  const status = httpStatus(error)
  if (status !== undefined)
    return `It answered ${status}: ${bodyText(error.message)}${advice(status, definition)}`
  const { cause } = error
  const reason = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : undefined
  return reason === undefined ? error.message : `${error.message} (${reason})`
}

/** The status of an HTTP answer that was refused, or `undefined` for any other failure. */
export function httpStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || error.constructor.name !== 'StreamableHTTPError') return undefined
  const code: unknown = 'code' in error ? error.code : undefined
  return typeof code === 'number' && code >= 100 ? code : undefined
}

/** Pages of HTML, as proxies send them, as their text. */
function bodyText(message: string): string {
  const text = message
    .replace(/^Streamable HTTP error: (?:Error POSTing to endpoint: )?/, '')
    .replaceAll(/<(style|script)\b[\s\S]*?<\/\1>/gi, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  if (text === '') return '(no text)'
  return text.length > BODY_CHARACTERS ? `${text.slice(0, BODY_CHARACTERS)}…` : text
}

function advice(status: number, { headers = {} }: McpDefinition): string {
  if (status !== 401 && status !== 403) return ''
  const sent = Object.entries(headers).map(([name, value]) => {
    const variables = [...value.matchAll(REFERENCE)].map(([, variable]) => variable)
    return variables.length === 0 ? name : `${name} (from the environment variable ${variables.join(', ')})`
  })
  return sent.length === 0
    ? ' Its definition sends no headers; credentials go there, for instance Authorization: "Bearer ${TOKEN}".'
    : ` Check what its definition sends: ${sent.join('; ')}.`
}
