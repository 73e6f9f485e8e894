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
    try {
      for (;;) {
        this.#signal?.throwIfAborted()
        const { bytesRead, buffer } = await this.#handle.read(
          new Uint8Array(pieceBytes),
          0,
          pieceBytes,
          sizeBytes,
        )
        if (bytesRead === 0) break
        sizeBytes += bytesRead
        const piece = buffer.subarray(0, bytesRead)
        hash.update(piece)
        yield piece
      }
      if (sizeBytes !== this.#info.sizeBytes || hash.digest('hex') !== this.#info.digest)
        throw damaged(this.#info, sizeBytes)
    } finally {
      abandoned.unregister(this)
      await this.#handle.close()
    }
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
