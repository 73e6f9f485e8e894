import { setTimeout as delay } from 'node:timers/promises'
import type { SessionEvent } from '../session/session-event.ts'
import { callModelTool } from './call-model-tool.ts'
import type { ModelToolAnswer, SessionOrChoice } from './call-model-tool.ts'
import type { ModelTool, ModelToolOptions } from './model-tool.ts'

/** A person reads along: more often than this they see no difference. In milliseconds. */
const INTERVAL_MS = 100

/** Characters of an answer that is not the last one. Each holds all before it, so they must stay small. */
const SHOWN_CHARACTERS = 4_000

/**
 * Calls a model tool as `callModelTool` does. While a program prints, it gives answers with the end of what was printed
 * so far, at most one each 100 ms, each in place of the one before; the last answer is the answer. Whoever leaves
 * before it ends the call.
 */
export async function* streamModelTool(
  tool: ModelTool,
  session: SessionOrChoice,
  input: unknown,
  options: ModelToolOptions = {},
): AsyncGenerator<ModelToolAnswer, void, void> {
  const { signal, onEvent } = options
  const left = new AbortController()
  const output = new PrintedTail()
  const work = callModelTool(tool, session, input, {
    signal: signal === undefined ? left.signal : AbortSignal.any([signal, left.signal]),
    onEvent: (event) => {
      onEvent?.(event)
      output.hear(event)
    },
  })
  // Seen by a race below or, when the reader has left, by nobody.
  work.catch(() => {})
  try {
    for (;;) {
      const ended = await Promise.race([work, output.changed()])
      // What comes within the interval comes together, unless the call ends before.
      const answer = ended ?? (await Promise.race([work, delay(INTERVAL_MS, undefined, { ref: false })]))
      yield answer ?? output.answer()
      if (answer !== undefined) return
    }
  } finally {
    left.abort()
  }
}

/** The end of what a program has printed. */
class PrintedTail {
  #text = ''
  #cut = false
  #isNew = false
  #wake = (): void => {}

  hear(event: SessionEvent): void {
    if (event.type !== 'output') return
    this.#text += event.text
    // Only now and then, so that much output is not copied for each piece.
    if (this.#text.length > 4 * SHOWN_CHARACTERS) this.#shrink()
    this.#isNew = true
    this.#wake()
  }

  /** Resolves once there is something that no answer has shown. */
  async changed(): Promise<undefined> {
    if (!this.#isNew) await new Promise<void>((resolve) => (this.#wake = resolve))
  }

  answer(): ModelToolAnswer {
    this.#shrink()
    this.#isNew = false
    return { content: [{ type: 'text', text: `${this.#cut ? '…' : ''}${this.#text}` }], isError: false }
  }

  #shrink(): void {
    if (this.#text.length <= SHOWN_CHARACTERS) return
    this.#text = this.#text.slice(-SHOWN_CHARACTERS)
    this.#cut = true
  }
}
