import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { UploadWorker } from './upload-worker.ts'
import { WriteBehind } from './write-behind.ts'

const BLOCK_BYTES = 1024 * 1024
/** A piece from here on is written as it is; smaller ones are copied together into blocks. */
const PIECE_BYTES = 128 * 1024
/** From here on a thread of its own hashes and writes, if there is one already. */
const LARGE_BYTES = 1024 * 1024
/** From here on one is started for it. */
const VERY_LARGE_BYTES = 8 * 1024 * 1024

/** Data that is on disk and belongs to no artifact yet. */
export interface Upload {
  readonly sizeBytes: number
  readonly digest: string
}

/** Takes the pieces of one upload: writes them to the file and hashes them. */
export class UploadSink {
  readonly #handle: FileHandle
  readonly #behind: WriteBehind
  readonly #hash = createHash('sha256')
  #block: Buffer | undefined
  #filled = 0
  #sizeBytes = 0
  #worker: UploadWorker | undefined
  #handedOver = false

  constructor(handle: FileHandle) {
    this.#handle = handle
    this.#behind = new WriteBehind(handle)
  }

  /** When it has resolved, the caller may use the memory of `piece` again. */
  async write(piece: Uint8Array): Promise<void> {
    if (this.#worker !== undefined && this.#handedOver) {
      await this.#worker.write(piece)
      this.#behind.wrote(piece.byteLength)
      return
    }
    if (piece.byteLength >= PIECE_BYTES) {
      await this.#endBlock()
      await this.#writeAndHash(piece)
    } else {
      this.#block ??= Buffer.allocUnsafeSlow(BLOCK_BYTES)
      if (this.#filled + piece.byteLength > BLOCK_BYTES) await this.#endBlock()
      this.#block.set(piece, this.#filled)
      this.#filled += piece.byteLength
    }
    if (this.#sizeBytes >= LARGE_BYTES) await this.#handOver()
  }

  /** Everything is written, but not yet durable. */
  async end(): Promise<Upload> {
    let digest: string
    if (this.#worker !== undefined && this.#handedOver) {
      const result = await this.#worker.end()
      this.#sizeBytes = result.position
      digest = result.digest
    } else {
      await this.#endBlock()
      digest = this.#hash.digest('hex')
    }
    this.#releaseWorker()
    await this.#behind.end()
    return { sizeBytes: this.#sizeBytes, digest }
  }

  /** Resolves when nothing uses the file any more. */
  async abandon(): Promise<void> {
    await this.#worker?.settled()
    this.#releaseWorker()
    await this.#behind.settled()
  }

  /** A thread that does not start, or not yet, costs nothing but speed. */
  async #handOver(): Promise<void> {
    this.#worker ??= UploadWorker.take({ start: this.#sizeBytes >= VERY_LARGE_BYTES })
    if (this.#worker?.ready !== true) return
    await this.#endBlock()
    this.#block = undefined
    this.#worker.begin(this.#handle.fd, this.#sizeBytes)
    this.#handedOver = true
  }

  #releaseWorker(): void {
    this.#worker?.release()
    this.#worker = undefined
  }

  async #endBlock(): Promise<void> {
    if (this.#filled === 0 || this.#block === undefined) return
    const block = this.#block.subarray(0, this.#filled)
    this.#filled = 0
    await this.#writeAndHash(block)
  }

  async #writeAndHash(block: Uint8Array): Promise<void> {
    const position = this.#sizeBytes
    this.#sizeBytes += block.byteLength
    const writing = this.#writeAll(block, position)
    this.#hash.update(block)
    await writing
    this.#behind.wrote(block.byteLength)
  }

  async #writeAll(block: Uint8Array, position: number): Promise<void> {
    for (let offset = 0; offset < block.byteLength;) {
      const left = block.byteLength - offset
      const { bytesWritten } = await this.#handle.write(block, offset, left, position + offset)
      offset += bytesWritten
    }
  }
}
