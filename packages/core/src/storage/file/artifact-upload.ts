import { createHash } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { piecesOf } from '../artifact-data.ts'
import type { ArtifactWrite } from '../storage.ts'
import { temporaryPath } from './temporary-file.ts'

/** Data that is on disk and belongs to no artifact yet. */
export interface Upload {
  readonly path: string
  readonly sizeBytes: number
  readonly digest: string
}

/** Streams data to a temporary file in the folder, durably. Whatever fails leaves no file. */
export async function upload(
  folder: string,
  data: ArtifactWrite['data'],
  signal?: AbortSignal,
): Promise<Upload> {
  const path = temporaryPath(folder)
  const handle = await open(path, 'wx')
  try {
    const hash = createHash('sha256')
    let sizeBytes = 0
    for await (const piece of piecesOf(data, signal)) {
      for (let offset = 0; offset < piece.byteLength;) {
        offset += (await handle.write(piece, offset)).bytesWritten
        signal?.throwIfAborted()
      }
      hash.update(piece)
      sizeBytes += piece.byteLength
    }
    await handle.sync()
    await handle.close()
    return { path, sizeBytes, digest: hash.digest('hex') }
  } catch (error) {
    await handle.close().catch(() => undefined)
    await rm(path, { force: true }).catch(() => undefined)
    throw error
  }
}
