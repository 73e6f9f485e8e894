import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

interface Answer {
  readonly ok: boolean
  readonly text?: string
  readonly lines?: readonly string[]
  readonly code?: number
}

export interface TerminalOptions {
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly columns?: number
  readonly rows?: number
}

/** Generous: what counts is that it comes. */
const SECONDS = 20

/** A program under a real pseudo-terminal. */
export class Terminal {
  readonly #helper
  readonly #lines: AsyncIterator<string>

  constructor({ command, env = {}, columns = 80, rows = 24 }: TerminalOptions) {
    const helper = fileURLToPath(new URL('terminal.py', import.meta.url))
    const options = JSON.stringify({ command, env: { TERM: 'xterm-256color', ...env }, columns, rows })
    this.#helper = spawn('python3', ['-B', helper, options], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#lines = createInterface({ input: this.#helper.stdout })[Symbol.asyncIterator]()
  }

  async send(text: string): Promise<void> {
    await this.#ask({ send: text })
  }

  /** Types a text, and waits until another one comes. @returns what came, up to and with it */
  async type(text: string, wanted: string, seconds: number = SECONDS): Promise<string> {
    await this.send(text)
    return await this.expect(wanted, seconds)
  }

  /** @returns what came since the last one, up to and with the text */
  async expect(text: string, seconds: number = SECONDS): Promise<string> {
    const answer = await this.#ask({ expect: text, seconds })
    if (!answer.ok)
      throw new Error(`${JSON.stringify(text)} did not come, but:\n${answer.text?.slice(-2_000)}`)
    return answer.text ?? ''
  }

  /** What is to be seen, from the first line on. */
  async screen(): Promise<readonly string[]> {
    return (await this.#ask({ screen: true })).lines ?? []
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#ask({ resize: [columns, rows] })
  }

  async signal(number: number): Promise<void> {
    await this.#ask({ signal: number })
  }

  /** Closes the terminal while the program runs. */
  async hangUp(): Promise<void> {
    await this.#ask({ hangUp: true })
  }

  /** The exit code of the program, once it has ended. */
  async exitCode(seconds: number = SECONDS): Promise<number> {
    const { ok, code } = await this.#ask({ wait: seconds })
    if (!ok || code === undefined) throw new Error(`The program did not end within ${seconds} s.`)
    return code
  }

  /** Ends the program if it still runs. */
  close(): void {
    this.#helper.stdin.end()
  }

  async #ask(request: object): Promise<Answer> {
    this.#helper.stdin.write(`${JSON.stringify(request)}\n`)
    const { value, done } = await this.#lines.next()
    if (done === true) throw new Error('The terminal is closed.')
    return JSON.parse(value) as Answer
  }
}
