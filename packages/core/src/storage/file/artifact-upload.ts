import { open, rm } from 'node:fs/promises'
import { piecesOf } from '../artifact-data.ts'
import type { ArtifactWrite } from '../storage.ts'
import { UploadSink } from './upload-sink.ts'
import type { Upload } from './upload-sink.ts'

/** What is there as a whole is written in parts of this size, so that it can be aborted between them. */
const PART_BYTES = 1024 * 1024

/** Streams data to a new file, durably: hashed while it is written. Whatever fails leaves no file. */
export async function upload(
  path: string,
  data: ArtifactWrite['data'],
  signal?: AbortSignal,
): Promise<Upload> {
  // Readable, too: what takes over a large upload hashes its beginning from the file.
  const handle = await open(path, 'wx+')
  const sink = new UploadSink(handle)
  try {
    for await (const piece of piecesOf(data, signal)) {
      for (let offset = 0; offset < piece.byteLength; offset += PART_BYTES) {
        signal?.throwIfAborted()
        await sink.write(piece.subarray(offset, offset + PART_BYTES))
      }
    }
    const result = await sink.end()
    await handle.sync()
    await handle.close()
    return result
  } catch (error) {
    await sink.abandon()
    await handle.close().catch(() => undefined)
    await rm(path, { force: true }).catch(() => undefined)
    throw error
  }
}
