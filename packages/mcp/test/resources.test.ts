import { MemoryStorage, Session } from '@code-mode/core'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import {
  ResourceListChangedNotificationSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createMcpServer } from '../src/create-mcp-server.ts'
import { call } from './support/connect.ts'

interface Connection {
  readonly client: Client
  readonly session: Session
  readonly listChanged: ReturnType<typeof vi.fn>
  /** URIs of `resources/updated`, in order. */
  readonly updated: string[]
}

async function openClient(): Promise<Connection> {
  const session = await Session.open({ storage: new MemoryStorage() })
  onTestFinished(async () => await session.close())
  const server = await createMcpServer({ sessionFor: () => session })
  const client = new Client({ name: 'test', version: '1.0.0' })
  const listChanged = vi.fn()
  const updated: string[] = []
  client.setNotificationHandler(ResourceListChangedNotificationSchema, listChanged)
  client.setNotificationHandler(
    ResourceUpdatedNotificationSchema,
    ({ params }) => void updated.push(params.uri),
  )
  const [left, right] = InMemoryTransport.createLinkedPair()
  await Promise.all([server.connect(left), client.connect(right)])
  onTestFinished(async () => await client.close())
  return { client, session, listChanged, updated }
}

const SOURCE = 'def run(n: int = 1):\n    """Twice as much."""\n    return n * 2\n'

it('lists workflows and artifacts, with templates for each', async () => {
  const { client, session } = await openClient()
  expect((await client.listResources()).resources).toEqual([])
  await session.createWorkflow({ name: 'twice', source: SOURCE })
  await session.saveArtifact({
    name: 'plot of sales.png',
    data: new Uint8Array([1, 2]),
    description: 'A plot',
  })
  await session.saveArtifact({ name: 'rows', data: [1, 2] })
  await session.saveArtifact({ name: 'note', data: 'héllo' })
  const { resources } = await client.listResources()
  expect(resources).toEqual([
    expect.objectContaining({
      uri: 'code-mode://workflows/twice',
      name: 'twice',
      description: 'Twice as much.',
      mimeType: 'text/x-python',
    }),
    expect.objectContaining({ uri: 'code-mode://artifacts/note', mimeType: 'text/plain', size: 6 }),
    expect.objectContaining({
      uri: 'code-mode://artifacts/plot%20of%20sales.png',
      name: 'plot of sales.png',
      description: 'A plot',
      mimeType: 'image/png',
      size: 2,
    }),
    expect.objectContaining({ uri: 'code-mode://artifacts/rows', mimeType: 'application/json' }),
  ])
  const { resourceTemplates } = await client.listResourceTemplates()
  expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
    'code-mode://workflows/{name}',
    'code-mode://artifacts/{name}',
  ])
})

it('gives text as text and bytes as a blob', async () => {
  const { client } = await openClient()
  await call(client, 'create_workflow', { name: 'twice', source: SOURCE })
  const code = `artifacts.save("note", "héllo")
artifacts.save("rows", {"a": [1, None]})
artifacts.save("naïve name.bin", b"\\x00\\xff")`
  expect((await call(client, 'run_code', { code })).result.isError).toBe(false)
  const read = async (uri: string): Promise<unknown> => (await client.readResource({ uri })).contents
  expect(await read('code-mode://workflows/twice')).toEqual([
    {
      uri: 'code-mode://workflows/twice',
      mimeType: 'text/x-python',
      text: expect.stringContaining('return n * 2'),
    },
  ])
  expect(await read('code-mode://artifacts/note')).toMatchObject([{ mimeType: 'text/plain', text: 'héllo' }])
  const [rows] = (await read('code-mode://artifacts/rows')) as { text: string }[]
  expect(JSON.parse(rows?.text ?? '')).toEqual({ a: [1, null] })
  expect(await read(`code-mode://artifacts/${encodeURIComponent('naïve name.bin')}`)).toMatchObject([
    { mimeType: 'application/octet-stream', blob: Buffer.from([0, 255]).toString('base64') },
  ])
})

it('refuses what is too large, with the limit and the way to it', async () => {
  const { client, session } = await openClient()
  const limit = 4_194_304
  await session.saveArtifact({ name: 'fits', data: 'x'.repeat(limit) })
  await session.saveArtifact({ name: 'large', data: 'x'.repeat(limit + 1) })
  const [fits] = (await client.readResource({ uri: 'code-mode://artifacts/fits' })).contents
  expect(fits !== undefined && 'text' in fits && fits.text.length).toBe(limit)
  await expect(client.readResource({ uri: 'code-mode://artifacts/large' })).rejects.toThrow(
    'The artifact "large" has 4194305 bytes, a resource at most 4194304. Read parts of it with run_code',
  )
})

it('completes names', async () => {
  const { client, session } = await openClient()
  for (const name of ['report_a', 'report_b', 'other']) await session.saveArtifact({ name, data: 1 })
  const complete = async (uri: string, value: string): Promise<unknown> =>
    (await client.complete({ ref: { type: 'ref/resource', uri }, argument: { name: 'name', value } }))
      .completion.values
  expect(await complete('code-mode://artifacts/{name}', 'Rep')).toEqual(['report_a', 'report_b'])
  expect(await complete('code-mode://artifacts/{name}', 'x')).toEqual([])
  expect(await complete('code-mode://workflows/{name}', '')).toEqual([])
  await expect(complete('code-mode://nothing/{name}', '')).rejects.toThrow('no resource template')
})

it('tells who listed resources when a run or a tool changed the list, and only then', async () => {
  const { client, listChanged } = await openClient()
  await call(client, 'run_code', { code: 'artifacts.save("before", 1)' })
  await client.listResources()
  await call(client, 'run_code', { code: '1 + 1' })
  await call(client, 'run_code', { code: 'artifacts.save("before", 2)' })
  await delay(200)
  expect(listChanged).not.toHaveBeenCalled()
  await call(client, 'run_code', { code: 'artifacts.save("report", 1)' })
  await vi.waitFor(() => expect(listChanged).toHaveBeenCalledTimes(1))
  await call(client, 'create_workflow', { name: 'twice', source: SOURCE })
  await vi.waitFor(() => expect(listChanged).toHaveBeenCalledTimes(2))
  await call(client, 'delete_workflow', { name: 'twice' })
  await vi.waitFor(() => expect(listChanged).toHaveBeenCalledTimes(3))
})

it('tells who subscribed when the content changed, until told to stop', async () => {
  const { client, updated } = await openClient()
  const uri = 'code-mode://artifacts/report'
  await client.subscribeResource({ uri })
  await call(client, 'run_code', { code: 'artifacts.save("report", 1)' })
  await vi.waitFor(() => expect(updated).toEqual([uri]))
  await call(client, 'run_code', { code: 'artifacts.save("other", 1)' })
  await call(client, 'run_code', { code: 'artifacts.save("report", 2)\nraise ValueError()' })
  await vi.waitFor(() => expect(updated).toEqual([uri, uri]))
  await client.unsubscribeResource({ uri })
  await call(client, 'run_code', { code: 'artifacts.save("report", 3)' })
  await delay(200)
  expect(updated).toEqual([uri, uri])
})
