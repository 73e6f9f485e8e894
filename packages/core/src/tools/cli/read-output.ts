import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { JsonValue } from '../../kernel/json.ts'
import type { Value } from '../../kernel/wire/value.ts'
import type { CliOutput } from '../definitions/definition.ts'
import { findJsonFault } from '../json-fault.ts'
import type { JsonSchema } from '../tool.ts'

/** How much of a program's output an error carries in its details, in characters. */
export const KEPT_CHARACTERS = 65_536
/** An integer of so many digits may be beyond what a double holds. */
const LONG_INTEGER = /(?:^|[[:,\s])-?\d{16,}\s*(?:[\],}]|$)/

export const OUTPUT_SCHEMAS: Readonly<Record<CliOutput, JsonSchema>> = {
  text: { type: 'string' },
  json: {},
  lines: { type: 'array', items: { type: 'string' } },
  bytes: { type: 'string', contentEncoding: 'binary' },
}

/**
 * What a program printed, as its definition says it is to be read. Bytes that are not UTF-8 become U+FFFD in texts.
 *
 * @throws CodeModeError `TOOL_FAILED` when it is to be JSON and is not
 */
export function readOutput(options: {
  readonly callName: string
  readonly output: CliOutput
  readonly stdout: Buffer
  /** Keeps secrets out of the error. */
  readonly redact: (text: string) => string
}): Value {
  const { callName, output, stdout, redact } = options
  if (output === 'bytes') return new Uint8Array(stdout.buffer, stdout.byteOffset, stdout.byteLength)
  const text = stdout.toString('utf8')
  if (output === 'text') return text
  if (output === 'lines') return splitLines(text)
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text
  try {
    return parseJson(json)
  } catch {
    // The engine's own error quotes the text as it was, and so is no cause to hand on.
    const printed = redact(json)
    throw new CodeModeError({
      code: 'TOOL_FAILED',
      message: `${callName} ${json.trim() === '' ? 'printed nothing' : 'printed what is not JSON'}, and its output is to be JSON.${whereAndWhat(printed)}`,
      hint: 'The whole output is in `stdout` of the details of the error.',
      details: { exitCode: 0, stdout: printed.slice(0, KEPT_CHARACTERS), stdoutBytes: stdout.byteLength },
    })
  }
}

function whereAndWhat(text: string): string {
  const fault = text.trim() === '' ? undefined : findJsonFault(text)
  if (fault === undefined) return ''
  return ` At line ${fault.line}, column ${fault.column}: ${fault.expected} is due, not ${fault.found}.`
}

function parseJson(text: string): Value {
  if (!LONG_INTEGER.test(text)) return JSON.parse(text) as JsonValue
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) => {
    const source = context?.source
    return typeof value === 'number' &&
      source !== undefined &&
      !Number.isSafeInteger(value) &&
      /^-?\d+$/.test(source)
      ? BigInt(source)
      : value
  }) as Value
}

function splitLines(text: string): readonly string[] {
  if (text === '') return []
  const lines = text.split(/\r?\n/)
  // The last line ends too, as a rule.
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}
