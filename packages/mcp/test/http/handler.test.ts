import { MemoryStorage, Session } from '@code-mode/core'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { createHttpHandler, serveHttp } from '../../src/index.ts'
import type { HttpHandler, HttpHandlerOptions } from '../../src/index.ts'
import { call } from '../support/connect.ts'
import { connectHttp, TOKEN } from '../support/serve-http.ts'

interface Mounted {
  readonly url: string
  readonly handler: HttpHandler
  /** The MCP session of each Python session that was opened. */
  readonly opened: string[]
}

/** An application with pages of its own, and MCP at /tools. */
async function mount(options: Partial<HttpHandlerOptions> = {}): Promise<Mounted> {
  const opened: string[] = []
  const handler = createHttpHandler({
    authToken: TOKEN,
    path: '/tools',
    createSession: async (id) => {
      opened.push(id)
      return await Session.open({ storage: new MemoryStorage() })
    },
    ...options,
  } as HttpHandlerOptions)
  const http = createServer((request, response) => {
    if (request.url === '/') response.end('a page')
    else void handler.handle(request, response)
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  onTestFinished(async () => {
    await handler.close()
    http.closeAllConnections()
    http.close()
  })
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/tools`, handler, opened }
}

it('serves beside the pages of an application, and opens a session when a request needs one', async () => {
  const { url, opened } = await mount()
  expect(await (await fetch(new URL('/', url))).text()).toBe('a page')
  const client = await connectHttp(url)
  await client.listTools()
  expect(opened).toEqual([])
  const answers = await Promise.all(
    [1, 2, 3].map(async (n) => await call(client, 'run_code', { code: `${n}` })),
  )
  expect(answers.map(({ text }) => text)).toEqual(['1', '2', '3'])
  expect(opened).toEqual([(client.transport as StreamableHTTPClientTransport).sessionId])
  await connectHttp(url)
  expect(opened).toHaveLength(1)
})

it('after its close no request is let in, and none under way opens a session', async () => {
  const { url, handler, opened } = await mount()
  const client = await connectHttp(url)
  await call(client, 'run_code', { code: '1' })
  await Promise.all([handler.close(), handler.close()])
  await expect(call(client, 'run_code', { code: '1' })).rejects.toThrow('The server is closing.')
  await expect(connectHttp(url)).rejects.toThrow('The server is closing.')
  expect(opened).toHaveLength(1)
})

it('a session that cannot be opened is the failure of the call, and the next call tries again', async () => {
  let tries = 0
  const { url } = await mount({
    createSession: async () => {
      tries += 1
      if (tries === 1) throw new Error('No room on the disk.')
      return await Session.open({ storage: new MemoryStorage() })
    },
  })
  const client = await connectHttp(url)
  const { text, result } = await call(client, 'run_code', { code: '1' })
  expect([text, result.isError]).toEqual(['No room on the disk.', true])
  expect((await call(client, 'run_code', { code: '1' })).text).toBe('1')
})

it('a server of an application’s own can be given for each session', async () => {
  const { url } = await mount({
    createServer: async ({ sessionFor }) => {
      const { createMcpServer } = await import('../../src/create-mcp-server.ts')
      if (sessionFor === undefined) throw new Error('Over HTTP the session is chosen.')
      return await createMcpServer({ sessionFor, include: ['run_code'], name: 'mine' })
    },
  })
  const client = await connectHttp(url)
  expect(client.getServerVersion()?.name).toBe('mine')
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['run_code'])
  expect((await call(client, 'run_code', { code: '6 * 7' })).text).toBe('42')
})

it.each([
  [{}, 'HTTP needs authToken'],
  [{ authToken: '' }, 'HTTP needs authToken'],
  [{ authToken: 'with space' }, 'HTTP needs authToken'],
  [{ authDisabled: true, authToken: 'x' }, 'exclude each other'],
  [{ authDisabled: true, host: '0.0.0.0' }, 'Other machines reach 0.0.0.0, so authDisabled is refused.'],
  [{ authToken: 'x', maxSessions: 0 }, 'maxSessions must be a whole number above 0'],
])('refuses to serve with %j', async (options, message) => {
  const all = { port: 0, createSession: () => Session.open({}), ...options }
  await expect(serveHttp(all as Parameters<typeof serveHttp>[0])).rejects.toThrow(message)
})

it('a client without a token is told so by the SDK', async () => {
  const { url } = await mount()
  const client = new Client({ name: 'test', version: '1.0.0' })
  const connecting = client.connect(new StreamableHTTPClientTransport(new URL(url)) as Transport)
  await expect(connecting).rejects.toThrow('The request has no token.')
})
