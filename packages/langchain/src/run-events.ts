import type { SessionEvent } from '@code-mode/core'
import type { CallbackManagerForToolRun } from '@langchain/core/callbacks/manager'
import type { ToolRunnableConfig } from '@langchain/core/tools'

/** What callbacks and streams get while a program runs, under the name `code_mode`. Plain data. */
export interface CodeModeEvent {
  readonly name: 'code_mode'
  /** The model tool: `run_code`, … */
  readonly tool: string
  readonly toolCallId?: string
  readonly event: SessionEvent
}

/** LangGraph's way to `streamMode: 'custom'`. */
interface WithWriter {
  readonly writer?: ((chunk: CodeModeEvent) => void) | null
}

/** Hands what happens in a run to whoever follows the LangChain run, in order. */
export class RunEvents {
  readonly #source: Omit<CodeModeEvent, 'event'>
  readonly #runManager: Partial<CallbackManagerForToolRun> | undefined
  readonly #writer: WithWriter['writer']
  #sent: Promise<void> = Promise.resolve()

  constructor(options: {
    readonly tool: string
    readonly toolCallId: string | undefined
    readonly runManager: CallbackManagerForToolRun | undefined
    readonly config: ToolRunnableConfig & WithWriter
  }) {
    const { tool, toolCallId } = options
    this.#source = { name: 'code_mode', tool, ...(toolCallId === undefined ? {} : { toolCallId }) }
    this.#runManager = options.runManager
    this.#writer = options.config.writer
  }

  /** Whether anybody follows. */
  get wanted(): boolean {
    return this.#runManager !== undefined || typeof this.#writer === 'function'
  }

  /** Settled once all events so far were handed over. */
  get sent(): Promise<void> {
    return this.#sent
  }

  readonly send = (event: SessionEvent): void => {
    const data: CodeModeEvent = { ...this.#source, event }
    this.#writer?.(data)
    this.#sent = this.#sent.then(async () => {
      // For callbacks and `streamEvents`; for `streamMode: 'tools'`, which the first versions do not have.
      await this.#runManager?.handleCustomEvent?.(data.name, data)
      await this.#runManager?.handleToolEvent?.(data)
    })
    // Whoever was told to raise errors does so to `sent`, unless the run ended otherwise.
    this.#sent.catch(() => {})
  }
}
