import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { fileURLToPath } from 'node:url'
import { tokens } from './transcript.ts'
import type { Transcript } from './transcript.ts'

/** What a run gave, and what it cost. */
export interface Turn {
  readonly value: unknown
  readonly sentTokens: number
  readonly readTokens: number
}

/** Stands where a model would: an MCP client of a server process of its own. */
export class Model {
  readonly #client = new Client({ name: 'demo', version: '1.0.0' })
  readonly #transcript: Transcript

  constructor(transcript: Transcript) {
    this.#transcript = transcript
  }

  async connect(base: string): Promise<void> {
    // Beside the entry, so that it is the built program or, with the source condition, the source.
    const entry = import.meta.resolve('@code-mode/mcp')
    const program = fileURLToPath(new URL(entry.endsWith('.ts') ? 'bin.ts' : 'bin.js', entry))
    const args = [...process.execArgv, program, '--base', base]
    await this.#client.connect(
      new StdioClientTransport({ command: process.execPath, args, stderr: 'inherit' }),
    )
  }

  /** Has the server run a program, shows both sides, and gives the value. Throws when the program failed. */
  async run(code: string, options: { readonly silent?: boolean } = {}): Promise<Turn> {
    const request = { name: 'run_code', arguments: { code } }
    const sentTokens = tokens(JSON.stringify(request).length)
    if (options.silent !== true) this.#transcript.sent('run_code', code, sentTokens)
    const start = performance.now()
    const result = await this.#client.callTool(request)
    const content = result.content as readonly { readonly type: string; readonly text?: string }[]
    const text = content.map((part) => part.text ?? '').join('\n')
    const readTokens = tokens(text.length)
    if (options.silent !== true)
      this.#transcript.read(text, readTokens, Math.round(performance.now() - start))
    if (result.isError === true) throw new Error(`The program failed:\n${text}`)
    const structured = result.structuredContent as { readonly value?: unknown } | undefined
    return { value: structured?.value, sentTokens, readTokens }
  }

  async close(): Promise<void> {
    await this.#client.close()
  }
}
