import { Worker } from 'node:worker_threads'
import { UPLOAD_WORKER_SOURCE } from './upload-worker-source.ts'

const BLOCKS = 8
/** Small enough that all of them stay in a cache of the processor. */
const BLOCK_BYTES = 256 * 1024
/** A thread that nobody needs for this long ends, in milliseconds. */
const IDLE_MS = 10_000

/** What the thread says. `free`: the block of this number was written and hashed. */
type Message =
  | { readonly type: 'ready' }
  | { readonly type: 'free'; readonly block: number }
  | { readonly type: 'digest'; readonly digest: string }
  | { readonly type: 'failed'; readonly message: string; readonly properties: object }

/** At most one, for the next large upload. */
const kept = new Set<UploadWorker>()
/** The host may start no thread at all, for instance under the permission model of Node. */
let refused = false

/** A thread that hashes and writes one upload at a time, from memory that it shares with this one. */
export class UploadWorker {
  ready = false
  readonly #worker: Worker
  readonly #blocks = Array.from({ length: BLOCKS }, () => Buffer.from(new SharedArrayBuffer(BLOCK_BYTES)))
  readonly #free = [...this.#blocks.keys()]
  /** The block that is being filled, and how far. */
  #current: number | undefined
  #filled = 0
  #position = 0
  #digest: string | undefined
  #failure: Error | undefined
  #wake: (() => void) | undefined
  #idle: NodeJS.Timeout | undefined

  /** The one that is kept; else, to `start`, a new one, which is not `ready` yet; undefined where there can be none. */
  static take(options: { readonly start: boolean }): UploadWorker | undefined {
    const [worker] = kept
    if (worker !== undefined) {
      kept.delete(worker)
      clearTimeout(worker.#idle)
      return worker
    }
    if (!options.start || refused) return undefined
    try {
      return new UploadWorker()
    } catch {
      refused = true
      return undefined
    }
  }

  private constructor() {
    this.#worker = new Worker(UPLOAD_WORKER_SOURCE, {
      eval: true,
      env: {},
      execArgv: [],
      workerData: this.#blocks.map((block) => block.buffer),
    })
    this.#worker.unref()
    this.#worker.on('message', (message: Message) => this.#hear(message))
    this.#worker.on('error', (error) => this.#end(error))
    this.#worker.on('exit', () => this.#end(new Error('The thread that writes artifacts ended.')))
  }

  /** What the file holds up to `position` was written by others; the thread hashes it from there. */
  begin(fd: number, position: number): void {
    this.#position = position
    this.#digest = undefined
    // The process must not end under an upload.
    this.#worker.ref()
    this.#worker.postMessage({ type: 'begin', fd, position })
  }

  async write(piece: Uint8Array): Promise<void> {
    for (let offset = 0; offset < piece.byteLength;) {
      this.#current ??= await this.#freeBlock()
      const block = this.#blocks[this.#current] as Buffer
      const part = piece.subarray(offset, offset + BLOCK_BYTES - this.#filled)
      block.set(part, this.#filled)
      this.#filled += part.byteLength
      offset += part.byteLength
      if (this.#filled === BLOCK_BYTES) this.#send()
    }
  }

  async end(): Promise<{ readonly position: number; readonly digest: string }> {
    this.#send()
    this.#worker.postMessage({ type: 'end' })
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure
      if (this.#digest !== undefined) return { position: this.#position, digest: this.#digest }
      await this.#change()
    }
  }

  /** Resolves when the thread has written all that it was given. */
  async settled(): Promise<void> {
    this.#drop()
    while (this.ready && this.#free.length < BLOCKS) await this.#change()
  }

  /** To be called when it is settled; it may serve the next upload. */
  release(): void {
    this.#drop()
    this.#worker.unref()
    if (kept.size > 0 || this.#failure !== undefined) return void this.#worker.terminate()
    kept.add(this)
    this.#idle = setTimeout(() => {
      kept.delete(this)
      void this.#worker.terminate()
    }, IDLE_MS).unref()
  }

  #send(): void {
    if (this.#current === undefined) return
    this.#worker.postMessage({ type: 'block', block: this.#current, bytes: this.#filled })
    this.#position += this.#filled
    this.#current = undefined
    this.#filled = 0
  }

  #drop(): void {
    if (this.#current !== undefined) this.#free.push(this.#current)
    this.#current = undefined
    this.#filled = 0
  }

  async #freeBlock(): Promise<number> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure
      const block = this.#free.shift()
      if (block !== undefined) return block
      await this.#change()
    }
  }

  async #change(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }

  #hear(message: Message): void {
    if (message.type === 'ready') this.ready = true
    else if (message.type === 'free') this.#free.push(message.block)
    else if (message.type === 'digest') this.#digest = message.digest
    else this.#failure ??= Object.assign(new Error(message.message), message.properties)
    this.#wake?.()
  }

  #end(error: Error): void {
    this.ready = false
    this.#failure ??= error
    kept.delete(this)
    this.#wake?.()
  }
}
