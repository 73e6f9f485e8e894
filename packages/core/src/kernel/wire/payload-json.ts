import { isUtf8 } from 'node:buffer'
import { CodeModeError } from '../../errors/code-mode-error.ts'
import { isWellFormed, mayHoldLoneSurrogate } from './json-strictness.ts'
import { MAX_CONTAINERS, MAX_DEPTH } from './wire-limits.ts'
import { WireViolation } from './wire-violation.ts'

/** No number of so few digits is beyond what a double holds. */
const FINITE_DIGITS = 308
/** Text so short can be neither deep nor wide enough to matter; its numbers are looked at by a pattern. */
const SHORT_BYTES = 2 * MAX_DEPTH
const RISKY_NUMBER = /\d[eE]\+?\d|(?<!\d)\d{309}/

/**
 * Parses the JSON of a payload, strictly.
 *
 * @throws WireViolation for what is not JSON, too deep, not whole characters, or a number beyond every double.
 * @throws CodeModeError `LIMIT_EXCEEDED` for more arrays and objects than the host wants to hold.
 */
export function parsePayloadJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new WireViolation('A payload is not UTF-8.')
  const isShort = bytes.byteLength < SHORT_BYTES
  const isRiskyLong = !isShort && scan(bytes)
  const text = bytes.toString('utf8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new WireViolation('A payload is not JSON.')
  }
  const isRisky = isRiskyLong || (isShort && RISKY_NUMBER.test(text)) || mayHoldLoneSurrogate(text)
  if (isRisky && !isWellFormed(value))
    throw new WireViolation('A payload holds half a character, or a number out of range.')
  return value
}

/** Done on the bytes, before parsing, so that depth never reaches code that recurses. True for numbers to look at. */
function scan(bytes: Buffer): boolean {
  let depth = 0
  let containers = 0
  let tokenStart = 0
  let isRisky = false
  for (let index = 0; index < bytes.byteLength; index += 1) {
    const byte = bytes[index]
    if (byte === 0x22) {
      index = endOfString(bytes, index)
      tokenStart = index
    } else if (byte === 0x2c || byte === 0x5d || byte === 0x7d) {
      if (index - tokenStart > FINITE_DIGITS) isRisky = true
      tokenStart = index
      if (byte !== 0x2c) depth -= 1
    } else if (byte === 0x5b || byte === 0x7b) {
      depth += 1
      containers += 1
      if (depth > MAX_DEPTH) throw new WireViolation(`A payload is nested more than ${MAX_DEPTH} deep.`)
    } else if (byte === 0x65 || byte === 0x45) {
      const next = bytes[index + 1] ?? 0
      // `e-05` is honest and frequent; `e+` and `e3` may be out of range.
      if (next === 0x2b || (next >= 0x30 && next <= 0x39)) isRisky = true
    }
  }
  if (containers > MAX_CONTAINERS) throw tooMany(containers)
  return isRisky || bytes.byteLength - tokenStart > FINITE_DIGITS
}

/** Index of the quote that ends the string which begins at `start`. */
function endOfString(bytes: Buffer, start: number): number {
  let end = bytes.indexOf(0x22, start + 1)
  while (end !== -1) {
    let escapes = 0
    while (bytes[end - 1 - escapes] === 0x5c) escapes += 1
    if (escapes % 2 === 0) return end
    end = bytes.indexOf(0x22, end + 1)
  }
  return bytes.byteLength
}

function tooMany(containers: number): CodeModeError {
  return new CodeModeError({
    code: 'LIMIT_EXCEEDED',
    message: `A value has ${containers} lists and dictionaries; the limit is ${MAX_CONTAINERS}.`,
    hint: 'Save large data with artifacts.save as bytes or text, or pass a smaller part.',
  })
}
