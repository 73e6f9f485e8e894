import { createHash } from 'node:crypto'
import { open, rm, type FileHandle } from 'node:fs/promises'
import { piecesOf } from '../artifact-data.ts'
import type { ArtifactWrite } from '../storage.ts'

/** Data that is on disk and belongs to no artifact yet. */
export interface Upload {
  readonly sizeBytes: number
  readonly digest: string
}

const blockBytes = 1024 * 1024
/** A piece from here on is written as it is. */
const pieceBytes = 128 * 1024
/** From here on the disk is set to work while more is still coming. */
const flushBytes = 16 * 1024 * 1024

/** Streams data to a new file, durably: hashed while it is written. Whatever fails leaves no file. */
export async function upload(
  path: string,
  data: ArtifactWrite['data'],
  signal?: AbortSignal,
): Promise<Upload> {
  const handle = await open(path, 'wx')
  const writer = new BlockWriter(handle)
  try {
    if (data instanceof Uint8Array) {
      for (let offset = 0; offset < data.byteLength; offset += blockBytes) {
        signal?.throwIfAborted()
        await writer.write(data.subarray(offset, offset + blockBytes))
      }
    } else {
      // A source may use its buffer again once it is asked for more: small pieces are copied together into blocks.
      let blocks = [Buffer.allocUnsafeSlow(blockBytes), Buffer.allocUnsafeSlow(blockBytes)] as const
      let filled = 0
      for await (const piece of piecesOf(data, signal)) {
        if (piece.byteLength >= pieceBytes) {
          if (filled > 0) await writer.write(blocks[0].subarray(0, filled))
          filled = 0
          await writer.write(piece)
          await writer.written()
          continue
        }
        for (let offset = 0; offset < piece.byteLength;) {
          const part = piece.subarray(offset, offset + blockBytes - filled)
          blocks[0].set(part, filled)
          filled += part.byteLength
          offset += part.byteLength
          if (filled < blockBytes) continue
          await writer.write(blocks[0])
          blocks = [blocks[1], blocks[0]]
          filled = 0
        }
      }
      await writer.write(blocks[0].subarray(0, filled))
    }
    const result = await writer.end()
    await handle.sync()
    await handle.close()
    return result
  } catch (error) {
    await writer.settled()
    await handle.close().catch(() => undefined)
    await rm(path, { force: true }).catch(() => undefined)
    throw error
  }
}

/** Writes block after block; while one is under way, it is hashed and the next one is made. */
class BlockWriter {
  readonly #handle: FileHandle
  readonly #hash = createHash('sha256')
  #sizeBytes = 0
  #unflushed = 0
  #writing: Promise<void> = Promise.resolve()
  #flushing: Promise<void> | undefined
  #failure: unknown

  constructor(handle: FileHandle) {
    this.#handle = handle
  }

  /** Resolves when the block before this one is written: this one must not change until the next call has resolved. */
  async write(block: Uint8Array): Promise<void> {
    await this.#writing
    this.#writing = this.#writeAll(block, this.#sizeBytes)
    // Its failure is thrown by whoever waits for it next.
    this.#writing.catch(() => undefined)
    this.#sizeBytes += block.byteLength
    this.#hash.update(block)
    this.#unflushed += block.byteLength
    if (this.#unflushed >= flushBytes && this.#flushing === undefined) this.#flush()
  }

  /** Resolves when no block is used any more. */
  async written(): Promise<void> {
    await this.#writing
  }

  async end(): Promise<Upload> {
    await this.#writing
    await this.#flushing
    if (this.#failure !== undefined) throw this.#failure
    return { sizeBytes: this.#sizeBytes, digest: this.#hash.digest('hex') }
  }

  /** Resolves when nothing uses the file any more. */
  async settled(): Promise<void> {
    await Promise.allSettled([this.#writing, this.#flushing])
  }

  #flush(): void {
    this.#unflushed = 0
    this.#flushing = this.#handle
      .datasync()
      // Kept: the system reports a failure once, so the sync at the end would not repeat it.
      .catch((error: unknown) => (this.#failure = error))
      .then(() => undefined)
      .finally(() => (this.#flushing = undefined))
  }

  async #writeAll(block: Uint8Array, position: number): Promise<void> {
    for (let offset = 0; offset < block.byteLength;) {
      const { bytesWritten } = await this.#handle.write(
        block,
        offset,
        block.byteLength - offset,
        position + offset,
      )
      offset += bytesWritten
    }
  }
}
