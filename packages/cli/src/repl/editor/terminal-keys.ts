import { emitKeypressEvents } from 'node:readline'
import type { Key } from 'node:readline'

/** A key that was pressed, a text that was pasted, or the end of the terminal. */
export type Press =
  | { readonly kind: 'key'; readonly name: string; readonly text: string }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'end' }

/** Between the two characters of a line end, in milliseconds. */
const LINE_END_MS = 100

/**
 * The keys of a terminal, in order. What is typed while nobody reads is kept for the next reader; Ctrl-C is not: it goes
 * to `onInterrupt` and takes with it what was typed before it.
 */
export class TerminalKeys {
  readonly #input: NodeJS.ReadStream
  readonly #onInterrupt: () => void
  readonly #queue: Press[] = []
  #paste: string | undefined
  #waiting: (() => void) | undefined
  #reading = false
  #returnedAt = Number.NEGATIVE_INFINITY

  constructor(input: NodeJS.ReadStream, onInterrupt: () => void) {
    this.#input = input
    this.#onInterrupt = onInterrupt
    emitKeypressEvents(input)
    input.on('keypress', this.#receive)
    input.on('end', this.#end)
    input.on('error', this.#end)
    this.setRaw(true)
    input.resume()
  }

  /** Whether keys go to a reader. Until then they wait. */
  set reading(reading: boolean) {
    this.#reading = reading
  }

  /** The next key, or undefined where none has come yet. */
  peek(): Press | undefined {
    return this.#queue[0]
  }

  async next(): Promise<Press> {
    for (;;) {
      const press = this.#queue.shift()
      if (press !== undefined) return press
      await new Promise<void>((resolve) => {
        this.#waiting = resolve
      })
    }
  }

  setRaw(raw: boolean): void {
    try {
      this.#input.setRawMode?.(raw)
    } catch {
      // The terminal is gone; its end is told by the stream.
    }
  }

  close(): void {
    this.#input.off('keypress', this.#receive)
    this.#input.off('end', this.#end)
    this.#input.off('error', this.#end)
    this.setRaw(false)
    this.#input.pause()
  }

  readonly #end = (): void => {
    this.#put({ kind: 'end' })
    if (!this.#reading) this.#onInterrupt()
  }

  readonly #receive = (text: string | undefined, key: Key): void => {
    if (key.name === 'paste-start') this.#paste = ''
    else if (this.#paste === undefined) this.#press(text, key)
    else if (key.name === 'paste-end') {
      this.#put({ kind: 'paste', text: this.#paste.replace(/\r\n?/gu, '\n') })
      this.#paste = undefined
    } else this.#paste += text ?? ''
  }

  #press(text: string | undefined, key: Key): void {
    const name = nameOf(key)
    // A line end of two characters is one key.
    const returnedAt = this.#returnedAt
    this.#returnedAt = name === 'return' ? performance.now() : Number.NEGATIVE_INFINITY
    if (name === 'enter' && performance.now() - returnedAt < LINE_END_MS) return
    if (name === 'ctrl-c' && !this.#reading) {
      this.#queue.length = 0
      this.#onInterrupt()
      return
    }
    // To stop the process later than it was asked for would be a surprise.
    if (name !== 'ctrl-z' || this.#reading) this.#put({ kind: 'key', name, text: text ?? '' })
  }

  #put(press: Press): void {
    this.#queue.push(press)
    // All that came at once is there before any of it is looked at.
    if (this.#waiting !== undefined) setImmediate(this.#waiting)
    this.#waiting = undefined
  }
}

/** `ctrl-left`, `meta-b`, `return`; an empty name for a key that is only its text. */
function nameOf({ name = '', ctrl = false, meta = false, sequence = '' }: Key): string {
  if (sequence === '\u001F') return 'ctrl-_'
  return `${ctrl ? 'ctrl-' : ''}${meta ? 'meta-' : ''}${name}`
}
