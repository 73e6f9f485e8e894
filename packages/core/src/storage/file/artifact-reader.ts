import type { FileHandle } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { ArtifactInfo } from '../storage.ts'

const pieceBytes = 256 * 1024

/** Closes the files of readers that nobody read to the end. */
const abandoned = new FinalizationRegistry<FileHandle>((handle) => void handle.close().catch(() => undefined))

/** The data of one generation, from a file that is open already, so that a replacement or deletion does not touch it. */
export class ArtifactReader implements AsyncIterable<Uint8Array> {
  readonly #handle: FileHandle
  readonly #info: ArtifactInfo
  readonly #signal: AbortSignal | undefined
  #started = false

  constructor(handle: FileHandle, info: ArtifactInfo, signal: AbortSignal | undefined) {
    this.#handle = handle
    this.#info = info
    this.#signal = signal
    abandoned.register(this, handle, this)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    if (this.#started) throw new TypeError('The data of an artifact can be read once; open it again.')
    this.#started = true
    const hash = createHash('sha256')
    let sizeBytes = 0
    let reading = this.#read(0)
    try {
      for (;;) {
        this.#signal?.throwIfAborted()
        const piece = await reading
        if (piece.byteLength === 0) break
        sizeBytes += piece.byteLength
        // The next piece is read while this one is hashed and used.
        reading = this.#read(sizeBytes)
        reading.catch(() => undefined)
        hash.update(piece)
        yield piece
      }
      if (sizeBytes !== this.#info.sizeBytes || hash.digest('hex') !== this.#info.digest)
        throw damaged(this.#info, sizeBytes)
    } finally {
      abandoned.unregister(this)
      await reading.catch(() => undefined)
      await this.#handle.close()
    }
  }

  async #read(position: number): Promise<Uint8Array> {
    // A piece belongs to whoever gets it, so each has a buffer of its own, no larger than what is expected.
    const expected = Math.max(1, Math.min(pieceBytes, this.#info.sizeBytes - position))
    const { bytesRead, buffer } = await this.#handle.read(new Uint8Array(expected), 0, expected, position)
    return buffer.subarray(0, bytesRead)
  }
}

function damaged(info: ArtifactInfo, sizeBytes: number): CodeModeError {
  return new CodeModeError({
    code: 'STORAGE_READ_FAILED',
    message: `The data of artifact "${info.name}" is damaged: its ${sizeBytes} bytes are not the ${info.sizeBytes} bytes that were saved.`,
    hint: 'Save the artifact again.',
    details: { name: info.name, sizeBytes, savedBytes: info.sizeBytes },
  })
}
