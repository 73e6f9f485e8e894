import type { JsonObject } from '../kernel/json.ts'
import type { ArtifactFormat, ArtifactWrite } from './storage.ts'
import { assertSize, MAX_METADATA_BYTES } from './limits.ts'

const formats: readonly ArtifactFormat[] = ['json', 'text', 'bytes', 'payload']

/** The data of a write in pieces, whichever way it was given. Stops at an abort, also while it waits for a piece. */
export async function* piecesOf(
  data: ArtifactWrite['data'],
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  signal?.throwIfAborted()
  if (data instanceof Uint8Array) {
    yield data
    return
  }
  const iterator = data[Symbol.asyncIterator]()
  let ended = false
  try {
    for (;;) {
      const next = await orAbort(iterator.next(), signal)
      if (next.done === true) break
      if (!(next.value instanceof Uint8Array))
        throw new TypeError('The data of an artifact must come in Uint8Array pieces.')
      yield next.value
    }
    ended = true
  } finally {
    // Not awaited: a source that hangs in `next` would also hang here.
    if (!ended) void Promise.resolve(iterator.return?.()).catch(() => undefined)
  }
}

/** Description and metadata of a write as they are kept: plain data that nobody else holds. */
export function describedAs(write: ArtifactWrite): {
  readonly description: string
  readonly metadata: JsonObject
} {
  if (!formats.includes(write.format)) {
    throw new TypeError(
      `The format of an artifact must be one of ${formats.join(', ')}, not ${String(write.format)}.`,
    )
  }
  if (!(write.data instanceof Uint8Array) && typeof write.data?.[Symbol.asyncIterator] !== 'function') {
    throw new TypeError('The data of an artifact must be a Uint8Array or an async iterable of them.')
  }
  const description = write.description ?? ''
  const metadata: unknown = JSON.parse(JSON.stringify(write.metadata ?? {}) ?? 'null')
  if (!isObject(metadata)) throw new TypeError('The metadata of an artifact must be an object of plain data.')
  const bytes = Buffer.byteLength(JSON.stringify({ description, metadata }))
  assertSize(`Description and metadata of artifact "${write.name}" together`, bytes, MAX_METADATA_BYTES)
  return { description, metadata }
}

/** True for metadata as JSON gives it; what is inside is not looked at. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

async function orAbort<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work
  let stop: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop)
  }
}
