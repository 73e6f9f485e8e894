import type { OutputChannel } from '../kernel/wire/messages.ts'
import type { Truncation } from './run-result.ts'

/** Of output beyond the budget, so many characters of its end are kept. */
const TAIL_CHARACTERS = 65_536

/** Collects what a run prints, within a hard budget: beyond it the middle is counted and dropped. */
export class RunOutput {
  readonly #budget: number
  readonly #channels = { stdout: new Channel(), stderr: new Channel() }
  #bytes = 0

  constructor(budgetBytes: number) {
    this.#budget = budgetBytes
  }

  /** Takes the next text; false when it was beyond the budget. */
  add(channel: OutputChannel, text: string): boolean {
    this.#bytes += Buffer.byteLength(text)
    const within = this.#bytes <= this.#budget
    this.#channels[channel].add(text, within)
    return within
  }

  get stdout(): string {
    return this.#channels.stdout.text
  }

  get stderr(): string {
    return this.#channels.stderr.text
  }

  get truncated(): readonly Truncation[] {
    return (['stdout', 'stderr'] as const).flatMap((what) => {
      const { kept, length } = this.#channels[what]
      return kept === length ? [] : [{ what, kept, of: length }]
    })
  }
}

class Channel {
  /** Characters there were. */
  length = 0
  #head: string[] = []
  #headLength = 0
  #tail = ''

  add(text: string, within: boolean): void {
    this.length += text.length
    if (within) {
      this.#head.push(text)
      this.#headLength += text.length
    } else this.#tail = (this.#tail + text).slice(-TAIL_CHARACTERS)
  }

  get kept(): number {
    return this.#headLength + this.#tail.length
  }

  get text(): string {
    const head = this.#head.join('')
    const dropped = this.length - this.kept
    return dropped === 0 ? head + this.#tail : `${head}\n… ${dropped} characters left out …\n${this.#tail}`
  }
}
