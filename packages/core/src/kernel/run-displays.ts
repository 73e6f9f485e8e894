import { CodeModeError } from '../errors/code-mode-error.ts'
import type { KernelRunRequest } from './active-run.ts'
import type { Body } from './wire/body.ts'
import { decodePayload } from './wire/payload.ts'
import { MAX_DISPLAY_BYTES, MAX_DISPLAYS, MAX_PAYLOAD_BYTES } from './wire/wire-limits.ts'

/** The displays of one run, in number and bytes: what is beyond is dropped, and the request is told of each. */
export class RunDisplays {
  readonly #request: Pick<KernelRunRequest, 'onDisplay' | 'onDisplayDropped'>
  #count = 0
  #bytes = 0
  /** Settles when the one before was given: a small one must not overtake a large one that is still being read. */
  #given: Promise<void> = Promise.resolve()

  constructor(request: Pick<KernelRunRequest, 'onDisplay' | 'onDisplayDropped'>) {
    this.#request = request
  }

  /** Undefined when it was dropped at once; else settles when it was given or dropped. Rejects with a WireViolation. */
  take(body: Body): Promise<void> | undefined {
    if (this.#count >= MAX_DISPLAYS || this.#bytes >= MAX_DISPLAY_BYTES) {
      this.#drop(body)
      return undefined
    }
    this.#count += 1
    const reading = this.#read(body, this.#given)
    this.#given = reading.catch(() => {})
    return reading
  }

  async #read(body: Body, before: Promise<void>): Promise<void> {
    try {
      const left = Math.max(0, MAX_DISPLAY_BYTES - this.#bytes)
      const bytes = await body.payload(Math.min(MAX_PAYLOAD_BYTES, left))
      this.#bytes += bytes.byteLength
      await before
      // Others were read meanwhile.
      if (this.#bytes > MAX_DISPLAY_BYTES) this.#drop(body)
      else this.#request.onDisplay(decodePayload(bytes).value)
    } catch (error) {
      if (!(CodeModeError.isInstance(error) && error.code === 'LIMIT_EXCEEDED')) throw error
      this.#drop(body)
    }
  }

  #drop(body: Body): void {
    body.discard()
    this.#request.onDisplayDropped?.()
  }
}
