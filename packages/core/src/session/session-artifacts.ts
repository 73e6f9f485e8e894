import type { ArtifactFormat, ArtifactInfo, ArtifactStore } from '../storage/storage.ts'
import { decodePayload, encodePayload } from '../kernel/wire/payload.ts'
import type { Value } from '../kernel/wire/value.ts'
import type { SaveArtifactRequest } from './session-api.ts'
import type { OperationOptions } from './session-options.ts'

/** Saves a value from the application as agent code would: text as text, bytes and streams as bytes, plain data as JSON. */
export async function saveArtifact(
  store: ArtifactStore,
  request: SaveArtifactRequest,
  options: OperationOptions,
): Promise<ArtifactInfo> {
  const { data, ...rest } = request
  return store.put({ ...rest, ...encode(data) }, options)
}

/** Gives an artifact's value back in JavaScript's own types. */
export async function loadArtifact(
  store: ArtifactStore,
  name: string,
  options: OperationOptions,
): Promise<{ readonly info: ArtifactInfo; readonly value: Value } | undefined> {
  const found = await store.open(name, options)
  if (found === undefined) return undefined
  const pieces: Uint8Array[] = []
  for await (const piece of found.data) pieces.push(piece)
  return { info: found.info, value: decode(found.info.format, Buffer.concat(pieces)) }
}

function encode(data: SaveArtifactRequest['data']): {
  readonly format: ArtifactFormat
  readonly data: Uint8Array | AsyncIterable<Uint8Array>
} {
  if (isStream(data)) return { format: 'bytes', data }
  if (typeof data === 'string') return { format: 'text', data: Buffer.from(data.toWellFormed()) }
  if (data instanceof Uint8Array) return { format: 'bytes', data }
  const payload = encodePayload(data)
  const decoded = decodePayload(payload)
  return decoded.plain
    ? { format: 'json', data: Buffer.from(JSON.stringify(decoded.value)) }
    : { format: 'payload', data: payload }
}

function isStream(data: SaveArtifactRequest['data']): data is AsyncIterable<Uint8Array> {
  return typeof data === 'object' && data !== null && Symbol.asyncIterator in data
}

function decode(format: ArtifactFormat, data: Buffer): Value {
  switch (format) {
    case 'text':
      return data.toString('utf8')
    case 'json':
      return JSON.parse(data.toString('utf8')) as Value
    case 'payload':
      return decodePayload(data).value
    case 'bytes':
      return new Uint8Array(data)
  }
}
