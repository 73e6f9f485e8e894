import { MemoryStorage, Session } from '@code-mode/core'
import type { ToolSource, ToolSourceState } from '@code-mode/core'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createMcpServer } from '../src/create-mcp-server.ts'
import { registerCodeModeTools } from '../src/register-code-mode-tools.ts'
import { call } from './support/connect.ts'

async function openSession(tools: readonly ToolSource[] = []): Promise<Session> {
  const session = await Session.open({ storage: new MemoryStorage(), tools })
  onTestFinished(async () => await session.close())
  return session
}

async function connectTo(server: McpServer): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' })
  const [left, right] = InMemoryTransport.createLinkedPair()
  await Promise.all([server.connect(left), client.connect(right)])
  onTestFinished(async () => await client.close())
  return client
}

/** A source whose tools the test changes. */
class ChangingSource implements ToolSource {
  names: readonly string[] = []
  #listeners = new Set<() => void>()

  load(): Promise<ToolSourceState> {
    const callable = {
      name: 'call',
      description: 'Call it',
      parameters: [],
      inputSchema: {},
      invoke: () => Promise.resolve({ value: 1 }),
    }
    const tools = this.names.map((name) => ({
      name,
      description: `The ${name}`,
      tags: [],
      origin: 'test',
      callables: [callable],
    }))
    return Promise.resolve({ tools, problems: [] })
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  notify(): void {
    for (const listener of this.#listeners) listener()
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

it('adds its tools beside those a server has', async () => {
  const server = new McpServer({ name: 'mine', version: '1.0.0' })
  server.registerTool('mine', { description: 'My own tool' }, () => ({
    content: [{ type: 'text', text: 'own' }],
  }))
  await registerCodeModeTools(server, { session: await openSession(), include: ['run_code', 'list_tools'] })
  const client = await connectTo(server)
  expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual([
    'mine',
    'run_code',
    'list_tools',
  ])
  expect((await call(client, 'mine')).text).toBe('own')
  expect((await call(client, 'run_code', { code: '6 * 7' })).text).toBe('42')
})

it('refuses to include a tool that does not exist, and names the nearest', async () => {
  const server = new McpServer({ name: 'mine', version: '1.0.0' })
  const registering = registerCodeModeTools(server, { session: await openSession(), include: ['run_cod'] })
  await expect(registering).rejects.toThrow(
    new TypeError('include: there is no model tool "run_cod". Did you mean "run_code"?'),
  )
})

it('gives each request the session chosen for it', async () => {
  const sessions = [await openSession(), await openSession()]
  let turn = 0
  const server = await createMcpServer({ sessionFor: () => sessions[turn] as Session })
  const client = await connectTo(server)
  await call(client, 'run_code', { code: 'x = "first"' })
  turn = 1
  expect((await call(client, 'run_code', { code: 'x' })).text).toContain('NameError')
  turn = 0
  expect((await call(client, 'run_code', { code: 'x' })).text).toBe("'first'")
})

it('tells the client when the tools changed, and only then', async () => {
  const source = new ChangingSource()
  source.names = ['hammer']
  const server = await createMcpServer({ session: await openSession([source]) })
  const client = await connectTo(server)
  const changed = vi.fn()
  client.setNotificationHandler(ToolListChangedNotificationSchema, changed)
  const describe = async (): Promise<string> => (await client.listTools()).tools[0]?.description ?? ''
  expect(await describe()).toContain('tools.hammer.call')
  source.notify()
  await describe()
  expect(changed).not.toHaveBeenCalled()
  source.names = ['hammer', 'saw']
  source.notify()
  await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(1))
  expect(await describe()).toContain('tools.saw.call')
})
