import { MemoryStorage, Session } from '@code-mode/core'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js'
import { expect, it, onTestFinished } from 'vitest'
import * as z from 'zod'
import { createMcpServer } from '../src/create-mcp-server.ts'
import { serveHttp } from '../src/http/serve-http.ts'
import { call } from './support/connect.ts'

/** Longer than any test may take, so that only an end from outside ends it. */
const LONG = 'import time\nstarted = True\nprint("begun", flush=True)\ntime.sleep(600)'

async function openClient(): Promise<{ readonly client: Client; readonly session: Session }> {
  const session = await Session.open({ storage: new MemoryStorage() })
  onTestFinished(async () => await session.close())
  const server = await createMcpServer({ session })
  const client = new Client({ name: 'test', version: '1.0.0' })
  const [left, right] = InMemoryTransport.createLinkedPair()
  await Promise.all([server.connect(left), client.connect(right)])
  onTestFinished(async () => await client.close())
  return { client, session }
}

/** Starts a run that does not end by itself, and waits until it has begun. */
async function startLongRun(client: Client): Promise<{ readonly ended: Promise<unknown> }> {
  return await new Promise((resolve, reject) => {
    const params = { name: 'run_code', arguments: { code: LONG, timeout_seconds: 3600 } }
    const ended = client.request({ method: 'tools/call', params }, CallToolResultSchema, {
      onprogress: () => resolve({ ended }),
      timeout: 600_000,
    })
    ended.catch(reject)
  })
}

it.each([
  ['tools/call', { name: 'run_cod', arguments: {} }, -32_602, /Unknown tool: run_cod/],
  ['tools/call', { name: 5 }, -32_602, /name/],
  ['tools/call', { name: 'run_code', arguments: 'x' }, -32_602, /arguments/],
  ['tools/call', { name: 'constructor' }, -32_602, /Unknown tool: constructor/],
  ['tools/list', { cursor: 'nonsense' }, -32_602, /unknown cursor "nonsense"/],
  ['tools/list', { cursor: 7 }, -32_602, /cursor/],
  ['prompts/list', { cursor: '' }, -32_602, /unknown cursor ""/],
  ['prompts/get', { name: 'no_such_prompt' }, -32_602, /no_such_prompt/],
  ['prompts/get', {}, -32_602, /name/],
  ['logging/setLevel', { level: 'debug' }, -32_601, /Method not found/],
  ['resources/list', { cursor: 'nonsense' }, -32_602, /unknown cursor "nonsense"/],
  ['resources/read', { uri: 'code-mode://artifacts/none' }, -32_002, /no resource code-mode:.*none/],
  ['resources/read', { uri: 'code-mode://artifacts/%FF' }, -32_002, /no resource/],
  ['resources/read', { uri: 'file:///etc/passwd' }, -32_602, /not found/],
  ['resources/templates', {}, -32_601, /Method not found/],
  ['no/such', {}, -32_601, /Method not found/],
] as const)('%s with %j is refused with %i', async (method, params, code, message) => {
  const { client } = await openClient()
  await expect(
    client.request({ method, params: { ...params } as Record<string, unknown> }, z.looseObject({})),
  ).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
})

it('declares tools, prompts and resources with completion, and nothing that it does not have', async () => {
  const { client } = await openClient()
  expect(Object.keys(client.getServerCapabilities() ?? {}).toSorted()).toEqual([
    'completions',
    'prompts',
    'resources',
    'tools',
  ])
})

it('twenty calls at once each get their own answer', async () => {
  const { client } = await openClient()
  const answers = await Promise.all(
    Array.from(
      { length: 20 },
      async (_, index) => await call(client, 'run_code', { code: `${index} * 1000` }),
    ),
  )
  expect(answers.map(({ text }) => text)).toEqual(answers.map((_, index) => String(index * 1000)))
})

it('answers pings and listings while a program runs', async () => {
  const { client } = await openClient()
  await startLongRun(client)
  const start = performance.now()
  await Promise.all([client.ping(), client.listTools(), call(client, 'list_workflows')])
  expect(performance.now() - start).toBeLessThan(5_000)
})

it('a client that leaves in the middle of a run ends the run; the session goes on with its variables', async () => {
  const { client, session } = await openClient()
  const { ended } = await startLongRun(client)
  await client.close()
  await expect(ended).rejects.toThrow('Connection closed')
  expect(await session.run('started', { timeoutMs: 10_000 })).toMatchObject({ ok: true, value: true })
})

it('a client over HTTP that ends its protocol session in the middle of a run ends the run', async () => {
  const session = await Session.open({ storage: new MemoryStorage() })
  onTestFinished(async () => await session.close())
  const host = await serveHttp({
    port: 0,
    authDisabled: true,
    createSession: () => Promise.reject(new Error('Every client has the same session.')),
    createServer: async () => await createMcpServer({ session }),
  })
  onTestFinished(async () => await host.close())
  const client = new Client({ name: 'test', version: '1.0.0' })
  const transport = new StreamableHTTPClientTransport(new URL(host.url))
  await client.connect(transport as Transport)
  const { ended } = await startLongRun(client)
  ended.catch(() => {})
  await transport.terminateSession()
  expect(await session.run('started', { timeoutMs: 10_000 })).toMatchObject({ ok: true, value: true })
  await client.close()
})
