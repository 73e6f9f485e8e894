import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { readRpc, startHttp } from './http-host.ts'
import type { RpcRequest } from './http-host.ts'
import { call, openRegistry } from './open-registry.ts'
import { temporaryFolder } from './temporary-folder.ts'

const SECRET = 'sesame-4711'

type OnCall = (response: ServerResponse, rpc: RpcRequest) => void

function json(response: ServerResponse, id: number | undefined, result: object, headers = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify({ jsonrpc: '2.0', id, result }))
}

const sayOk: OnCall = (response, { id }) => json(response, id, { content: [{ type: 'text', text: 'ok' }] })

/** A server by hand, whose answer to a call each test gives. Knows only the sessions it has opened. */
function handler(onCall: OnCall, lostSession = 404) {
  const sessions = new Set<string>()
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const rpc = await readRpc(request)
    if (rpc?.method === 'initialize') {
      const session = randomUUID()
      sessions.add(session)
      const capabilities = { tools: {} }
      const serverInfo = { name: 'hand', version: '1' }
      const { protocolVersion } = rpc.params ?? {}
      json(response, rpc.id, { protocolVersion, capabilities, serverInfo }, { 'mcp-session-id': session })
    } else if (!sessions.has(String(request.headers['mcp-session-id']))) {
      response.writeHead(lostSession).end('Bad Request: No valid session ID provided')
    } else if (rpc === undefined) response.writeHead(405).end()
    else if (rpc.method === 'tools/list')
      json(response, rpc.id, { tools: [{ name: 'go', inputSchema: { type: 'object' } }] })
    else if (rpc.method === 'tools/call') onCall(response, rpc)
    else response.writeHead(202).end()
  }
}

async function registryFor(
  url: string,
  more: Readonly<Record<string, unknown>> = {},
  connectTimeoutMs = 20_000,
) {
  const folder = await temporaryFolder({
    'mcp.json': JSON.stringify({ mcpServers: { hand: { url, ...more } } }),
  })
  return openRegistry([folder], { env: { ...process.env, HAND_TOKEN: SECRET }, connectTimeoutMs })
}

test.each([404, 400])(
  'a restarted server that answers %i to the old session gets a new one, unseen',
  async (status) => {
    const first = await startHttp(handler(sayOk, status))
    const registry = await registryFor(first.url)
    expect(await call(registry, 'hand.go')).toBe('ok')
    first.stop()
    // The news that the kept connection has ended must come before the next call is sent on it.
    await delay(100)
    await expect(call(registry, 'hand.go')).rejects.toMatchObject({
      code: 'TOOL_SERVER_FAILED',
      message: expect.stringMatching(
        /did not take the call of hand\.go, which has not run: [^]*ECONNREFUSED/,
      ),
    })
    await startHttp(handler(sayOk, status), first.port)
    expect(await call(registry, 'hand.go')).toBe('ok')
  },
)

test.each<readonly [string, OnCall]>([
  ['before any of its answer', (response) => void response.destroy()],
  [
    'in the middle of a JSON answer',
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      response.write('{"jsonrpc":"2.0",', () => response.destroy())
    },
  ],
  [
    'in the middle of an event stream',
    (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(': begun\n\n', () => response.destroy())
    },
  ],
  [
    'after an event stream without the answer',
    (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(': nothing\n\n')
    },
  ],
])(
  'a connection that ends %s fails the call at once and says that it may have taken effect',
  async (_, onCall) => {
    let cut = true
    const server = await startHttp(handler((response, rpc) => (cut ? onCall : sayOk)(response, rpc)))
    const registry = await registryFor(server.url)
    const started = performance.now()
    await expect(call(registry, 'hand.go')).rejects.toMatchObject({
      code: 'TOOL_SERVER_FAILED',
      message: expect.stringContaining('so the call may have taken effect'),
    })
    expect(performance.now() - started).toBeLessThan(10_000)
    cut = false
    expect(await call(registry, 'hand.go')).toBe('ok')
  },
)

test('a server that forgets every session at once fails the call after one repetition', async () => {
  let calls = 0
  const forget: OnCall = (response) => {
    calls += 1
    response.writeHead(404).end('no such session')
  }
  const registry = await registryFor((await startHttp(handler(forget))).url)
  await expect(call(registry, 'hand.go')).rejects.toMatchObject({
    code: 'TOOL_SERVER_FAILED',
    message: expect.stringContaining('which has not run: It answered 404: no such session'),
  })
  expect(calls).toBe(2)
})

test('a refusal of the credentials names the header and its variable, never its value', async () => {
  const server = await startHttp((_, response) => void response.writeHead(401).end('who are you?'))
  const registry = await registryFor(server.url, { headers: { Authorization: 'Bearer ${HAND_TOKEN}' } })
  const error = (await call(registry, 'hand.go').catch((reason: unknown) => reason)) as Error
  expect(error.message).toContain(
    'It answered 401: who are you? Check what its definition sends: Authorization (from the environment variable HAND_TOKEN).',
  )
  const bare = await registryFor(server.url)
  await expect(call(bare, 'hand.go')).rejects.toThrow('Its definition sends no headers; credentials go there')
})

test('a page of HTML with an error is read as its text, in bounds and without secrets', async () => {
  const page = `<html><head><style>p{}</style></head><body><h1>Bad gateway</h1><p>${SECRET}</p>${'<p>filler</p>'.repeat(500)}</body></html>`
  const server = await startHttp(handler((response) => void response.writeHead(502).end(page)))
  const registry = await registryFor(server.url, { headers: { 'X-Key': '${HAND_TOKEN}' } })
  const error = (await call(registry, 'hand.go').catch((reason: unknown) => reason)) as Error
  expect(error).toMatchObject({ code: 'TOOL_SERVER_FAILED' })
  expect(error.message).toContain('It answered 502: Bad gateway ${HAND_TOKEN} filler')
  expect(error.message.length).toBeLessThan(700)
})

test('a body that never ends is bounded by the time of the call, and closing does not wait for it', async () => {
  const hang: OnCall = (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{"jsonrpc"')
  }
  const serve = handler(hang)
  const server = await startHttp((request, response) => {
    // The end of the session is not answered either.
    if (request.method !== 'DELETE') void serve(request, response)
  })
  const registry = await registryFor(server.url, { timeout: 0.5 })
  await expect(call(registry, 'hand.go')).rejects.toMatchObject({ code: 'TOOL_TIMEOUT' })
  const started = performance.now()
  await registry.close()
  expect(performance.now() - started).toBeLessThan(3_000)
})

test('a stream of events without end is read slowly: its answer is found, and other servers are served', async () => {
  const event = `data: ${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: 'x' } })}\n\n`
  const flood: OnCall = (response, { id }) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const answer = { jsonrpc: '2.0', id, result: { content: [{ type: 'text', text: 'in between' }] } }
    response.write(`data: ${JSON.stringify(answer)}\n\n`)
    const more = (): void => void (response.destroyed || response.write(event.repeat(500), more))
    more()
  }
  const [hand, other] = await Promise.all([startHttp(handler(flood)), startHttp(handler(sayOk))])
  const mcpServers = { hand: { url: hand.url }, other: { url: other.url } }
  const registry = openRegistry([await temporaryFolder({ 'mcp.json': JSON.stringify({ mcpServers }) })])
  expect(await call(registry, 'hand.go')).toBe('in between')
  const started = performance.now()
  for (let count = 0; count < 3; count += 1) {
    expect(await call(registry, 'other.go')).toBe('ok')
    await delay(200)
  }
  expect(performance.now() - started).toBeLessThan(10_000)
})

test('a message over the limit fails the call', async () => {
  const chunk = 'x'.repeat(1024 * 1024)
  const flood: OnCall = (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const more = (): void => void (response.destroyed || response.write(chunk, more))
    more()
  }
  const server = await startHttp(handler(flood))
  const registry = await registryFor(server.url)
  await expect(call(registry, 'hand.go')).rejects.toMatchObject({
    code: 'TOOL_SERVER_FAILED',
    message: expect.stringContaining('more than 64 MiB'),
  })
})

test('a redirect is followed on the same host with the headers, and never to another one', async () => {
  const seen: (string | undefined)[] = []
  const serve = handler(sayOk)
  const target = await startHttp((request, response) => {
    seen.push(request.headers['x-key'] as string | undefined)
    if (request.url === '/mcp') response.writeHead(308, { location: '/moved' }).end()
    else void serve(request, response)
  })
  const more = { headers: { 'X-Key': '${HAND_TOKEN}' } }
  expect(await call(await registryFor(target.url, more), 'hand.go')).toBe('ok')
  expect(new Set(seen)).toEqual(new Set([SECRET]))
  const before = seen.length
  const elsewhere = await startHttp(
    (_, response) =>
      void response.writeHead(307, { location: `${target.url.replace('127.0.0.1', 'localhost')}` }).end(),
  )
  await expect(call(await registryFor(elsewhere.url, more), 'hand.go')).rejects.toMatchObject({
    code: 'TOOL_SERVER_FAILED',
    message: expect.stringMatching(/redirect/i),
  })
  expect(seen).toHaveLength(before)
})

test('a server that accepts and never answers fails after its time', async () => {
  const server = await startHttp(() => {})
  const registry = await registryFor(server.url, {}, 500)
  await expect(call(registry, 'hand.go')).rejects.toMatchObject({
    code: 'TOOL_SERVER_FAILED',
    message: expect.stringMatching(/timed out/i),
  })
})
