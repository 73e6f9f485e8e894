import { FrameReader } from '../../../src/kernel/wire/framing.ts'

export interface RecordedFrame {
  readonly header: Buffer
  readonly body: Buffer
}

export function framesOf(bytes: Buffer): readonly RecordedFrame[] {
  return new FrameReader()
    .push(bytes)
    .map(({ header, body }) => ({ header: Buffer.from(header), body: Buffer.from(body) }))
}

/** A frame whose lengths say the truth, or what the caller wants. */
export function frameBytes(
  header: Uint8Array | string,
  body: Uint8Array | string = '',
  lengths?: { readonly header?: number; readonly body?: number },
): Buffer {
  const prefix = Buffer.alloc(8)
  const [head, rest] = [Buffer.from(header), Buffer.from(body)]
  prefix.writeUInt32BE(lengths?.header ?? head.byteLength, 0)
  prefix.writeUInt32BE(lengths?.body ?? rest.byteLength, 4)
  return Buffer.concat([prefix, head, rest])
}

/** A payload whose lengths say the truth, or what the caller wants. */
export function payloadBytes(
  json: Uint8Array | string,
  table: Uint8Array | string = '',
  parts: Uint8Array = new Uint8Array(),
  lengths?: { readonly json?: number; readonly table?: number },
): Buffer {
  const prefix = Buffer.alloc(8)
  const [tableBytes, jsonBytes] = [Buffer.from(table), Buffer.from(json)]
  prefix.writeUInt32BE(lengths?.table ?? tableBytes.byteLength, 0)
  prefix.writeUInt32BE(lengths?.json ?? jsonBytes.byteLength, 4)
  return Buffer.concat([prefix, tableBytes, jsonBytes, parts])
}
