/**
 * A client of the MCP server: over stdio, as clients on one machine start it, and over HTTP, where each client has a
 * session of its own and a token. What one session saves, the other finds.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'

// Beside the entry, so that it is the built program or, with the source condition, the source.
const entry = import.meta.resolve('@code-mode/mcp')
const program = fileURLToPath(new URL(entry.endsWith('.ts') ? 'bin.ts' : 'bin.js', entry))
const server = [...process.execArgv, program]

const base = await mkdtemp(path.join(tmpdir(), 'code-mode-mcp-client-'))
try {
  await overStdio()
  await overHttp()
} finally {
  await rm(base, { recursive: true, force: true, maxRetries: 5 })
}

async function overStdio(): Promise<void> {
  const client = new Client({ name: 'example', version: '1.0.0' })
  const args = [...server, '--base', base]
  await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'inherit' }))
  try {
    const { tools } = await client.listTools()
    assert(tools.some(({ name }) => name === 'run_code'))
    assert.equal(await run(client, 'x = 42'), '')
    assert.equal(await run(client, 'x * 2'), '84')
    const source = 'def run(n: int) -> int:\n    """Twice a number."""\n    return n * 2\n'
    await client.callTool({ name: 'create_workflow', arguments: { name: 'twice', source } })
    console.log('Over stdio: variables last from one program to the next, and a workflow is saved.')
  } finally {
    await client.close()
  }
}

async function overHttp(): Promise<void> {
  const token = 'example-token'
  const child = spawn(process.execPath, [...server, '--base', base, '--http', '0'], {
    env: { ...process.env, CODE_MODE_TOKEN: token },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  try {
    const [line] = (await once(createInterface({ input: child.stderr }), 'line')) as [string]
    const url = new URL(/http:\S+/u.exec(line)?.[0] ?? assert.fail(line))
    assert.equal((await fetch(url, { method: 'POST' })).status, 401)
    const [one, two] = [await connect(url, token), await connect(url, token)]
    assert.equal(await run(one, 'workflows.twice(n=21)'), '42')
    await run(one, 'mine = 1')
    assert.equal(await run(two, '"mine" in globals()'), 'False')
    const { contents } = await two.readResource({ uri: 'code-mode://workflows/twice' })
    assert.match(JSON.stringify(contents), /return n \* 2/u)
    await Promise.all([one.close(), two.close()])
    console.log(
      'Over HTTP: a token is asked, each client has its own session, and the workflow is there for all.',
    )
  } finally {
    child.kill('SIGTERM')
    const [code] = (await once(child, 'exit')) as [number | null]
    assert.equal(code, 0)
  }
}

async function connect(url: URL, token: string): Promise<Client> {
  const client = new Client({ name: 'example', version: '1.0.0' })
  const requestInit = { headers: { authorization: `Bearer ${token}` } }
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit }) as Transport)
  return client
}

/** What a model would read of a program's result. */
async function run(client: Client, code: string): Promise<string> {
  const result = await client.callTool({ name: 'run_code', arguments: { code } })
  const content = result.content as readonly { readonly text?: string }[]
  const text = content.map((part) => part.text ?? '').join('\n')
  assert.notEqual(result.isError, true, text)
  return text === '(no output)' ? '' : text
}
