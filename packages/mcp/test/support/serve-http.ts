import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { PROGRAM } from './connect.ts'
import { temporaryFolder } from './temporary-folder.ts'

export const TOKEN = 'a-token-of-the-tests'

export interface HttpProgram {
  readonly process: ChildProcess
  readonly pid: number
  readonly url: string
  readonly base: string
  /** What it said when it began to listen. */
  readonly startLine: string
}

/** The real program, serving on a free port. It ends with the test. */
export async function startHttp(...flags: readonly string[]): Promise<HttpProgram> {
  const [command, ...args] = PROGRAM
  const base = await temporaryFolder()
  const server = spawn(command, [...args, '--base', base, '--http', '0', ...flags], {
    env: { ...process.env, CODE_MODE_TOKEN: TOKEN },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  onTestFinished(async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    server.kill('SIGTERM')
    await once(server, 'exit')
  })
  const lines = createInterface({ input: server.stderr })
  const [startLine] = (await once(lines, 'line')) as [string]
  lines.on('line', (line) => process.stderr.write(`${line}\n`))
  const url = /http:\S+/u.exec(startLine)?.[0]
  if (url === undefined) throw new Error(`The server did not start: ${startLine}`)
  return { process: server, pid: server.pid ?? 0, url, base, startLine }
}

/** A client of its own over HTTP, closed with the test. */
export async function connectHttp(url: string, token: string = TOKEN): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' })
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  })
  onTestFinished(async () => await client.close())
  await client.connect(transport as Transport)
  return client
}

/** One request as any program could send it, and what came back. */
export async function post(
  url: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${TOKEN}`,
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', ...body }),
  })
}

export const INITIALIZE = {
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'test', version: '1' },
  },
} as const

export function runCode(code: string): object {
  return { id: 2, method: 'tools/call', params: { name: 'run_code', arguments: { code } } }
}
