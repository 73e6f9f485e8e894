import type { OutputChannel } from '../kernel/wire/messages.ts'
import type { Display, Truncation } from './run-result.ts'

/** Of output beyond the budget, so many characters of its end are kept. */
const TAIL_CHARACTERS = 65_536

/** What a display takes beside its data, so that endless small ones are bounded too. In bytes. */
const DISPLAY_OVERHEAD_BYTES = 256

/**
 * Collects what a run prints and displays, each within a hard budget: beyond it the middle of what is printed, and
 * every display that does not fit, is counted and dropped.
 */
export class RunOutput {
  readonly #displays: Display[] = []
  readonly #budget: number
  readonly #channels = { stdout: new Channel(), stderr: new Channel() }
  #bytes = 0
  #displayBytes = 0
  #keptDisplayBytes = 0
  #lastDisplayKept = false

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

  /** Takes the next display; false when it was beyond the budget. */
  addDisplay(display: Display): boolean {
    const bytes = Object.values(display.data).reduce(
      (sum, data) => sum + Buffer.byteLength(data),
      DISPLAY_OVERHEAD_BYTES,
    )
    this.#displayBytes += bytes
    this.#lastDisplayKept = this.#keptDisplayBytes + bytes <= this.#budget
    if (!this.#lastDisplayKept) return false
    this.#keptDisplayBytes += bytes
    this.#displays.push(display)
    return true
  }

  /** One that the kernel did not even read: of its size nothing is known. */
  dropDisplay(): void {
    this.#displayBytes += DISPLAY_OVERHEAD_BYTES
    this.#lastDisplayKept = false
  }

  /** @param ofValue whether the last one there was shows the value of the run */
  displays(ofValue: boolean): readonly Display[] {
    const last = this.#displays.at(-1)
    return ofValue && this.#lastDisplayKept && last !== undefined
      ? [...this.#displays.slice(0, -1), { ...last, ofValue: true }]
      : this.#displays
  }

  get stdout(): string {
    return this.#channels.stdout.text
  }

  get stderr(): string {
    return this.#channels.stderr.text
  }

  get truncated(): readonly Truncation[] {
    const printed = (['stdout', 'stderr'] as const).map((what) => {
      const { kept, length } = this.#channels[what]
      return { what, kept, of: length }
    })
    const displayed = { what: 'displays', kept: this.#keptDisplayBytes, of: this.#displayBytes }
    return [...printed, displayed].filter(({ kept, of }) => kept !== of)
  }
}

class Channel {
  /** Characters there were. */
  length = 0
  #head: string[] = []
  #headLength = 0
  /** May hold twice the characters that count, so that it is not cut anew at each small text. */
  #tail = ''

  add(text: string, within: boolean): void {
    this.length += text.length
    if (within) {
      this.#head.push(text)
      this.#headLength += text.length
      return
    }
    this.#tail += text
    if (this.#tail.length > 2 * TAIL_CHARACTERS) this.#tail = this.#tail.slice(-TAIL_CHARACTERS)
  }

  get kept(): number {
    return this.#headLength + Math.min(this.#tail.length, TAIL_CHARACTERS)
  }

  /** All of it in one piece. The pieces are let go of, so that nothing is there twice. */
  get text(): string {
    const dropped = this.length - this.kept
    // In ASCII: one larger character would double what the whole text takes.
    const note = dropped === 0 ? [] : [`\n... ${dropped} characters left out ...\n`]
    const text = [...this.#head, ...note, this.#tail.slice(-TAIL_CHARACTERS)].join('')
    this.#head = [text.slice(0, this.#headLength)]
    return text
  }
}
