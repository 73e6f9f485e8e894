import { decodeMarks } from './payload-marks.ts'
import { prepare } from './payload-prepare.ts'
import { parsePayloadJson } from './payload-json.ts'
import { MAX_PAYLOAD_BYTES } from './wire-limits.ts'
import { WireViolation } from './wire-violation.ts'
import type { Value } from './value.ts'

const PREFIX_BYTES = 8

/**
 * Encodes a value for the wire.
 *
 * @throws TypeError for what a payload cannot say (functions, symbols, class instances), naming the path.
 */
export function encodePayload(value: Value): Buffer {
  const { plain, marks, parts } = prepare(value)
  const json = Buffer.from(JSON.stringify(plain))
  const table =
    marks.length === 0
      ? undefined
      : Buffer.from(JSON.stringify({ parts: parts.map((part) => part.byteLength), marks }))
  const prefix = Buffer.allocUnsafe(PREFIX_BYTES)
  prefix.writeUInt32BE(table?.byteLength ?? 0, 0)
  prefix.writeUInt32BE(json.byteLength, 4)
  return Buffer.concat([prefix, ...(table === undefined ? [] : [table]), json, ...parts])
}

export interface DecodedPayload {
  readonly value: Value
  /** True when plain JSON said all of it. */
  readonly plain: boolean
}

/**
 * Decodes a payload from the other side. Every length and index is checked.
 *
 * @throws WireViolation
 * @throws CodeModeError `LIMIT_EXCEEDED` for more arrays and objects than the host wants to hold
 */
export function decodePayload(bytes: Uint8Array): DecodedPayload {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.byteLength > MAX_PAYLOAD_BYTES)
    throw new WireViolation(`A payload is over ${MAX_PAYLOAD_BYTES} bytes.`)
  if (buffer.byteLength < PREFIX_BYTES) throw new WireViolation('A payload is cut off.')
  const tableBytes = buffer.readUInt32BE(0)
  const jsonBytes = buffer.readUInt32BE(4)
  const jsonStart = PREFIX_BYTES + tableBytes
  const partsStart = jsonStart + jsonBytes
  if (partsStart > buffer.byteLength) throw new WireViolation('A payload is cut off.')
  const value = parsePayloadJson(buffer.subarray(jsonStart, partsStart)) as Value
  if (tableBytes === 0) {
    if (partsStart !== buffer.byteLength) throw new WireViolation('A payload has bytes beyond its end.')
    return { value, plain: true }
  }
  const table = parsePayloadJson(buffer.subarray(PREFIX_BYTES, jsonStart))
  return { value: decodeMarks(value, table, buffer.subarray(partsStart)), plain: false }
}
