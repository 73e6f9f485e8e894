import { renderResult, Session } from '@code-mode/core'

/** Give `run` to any agent as its tool: variables last from one call to the next, until `stop`. */
export class CodeExecutionTool {
  readonly #base: string
  #session: Promise<Session> | undefined

  constructor(base: string) {
    this.#base = base
  }

  async start(): Promise<void> {
    this.#session ??= Session.open(this.#base)
    await this.#session.catch((error: unknown) => {
      this.#session = undefined
      throw error
    })
  }

  async stop(): Promise<void> {
    const session = this.#session
    this.#session = undefined
    await (await session)?.close()
  }

  /** What a model reads: the value or the error, then what was printed; `(no output)` where there is nothing. */
  async run(code: string): Promise<string> {
    const session = await this.#session
    if (session === undefined) throw new Error('CodeExecutionTool: call start() before run().')
    const content = renderResult(await session.run(code))
    return content.map((part) => (part.type === 'text' ? part.text : `[${part.mimeType}]`)).join('\n\n')
  }
}
