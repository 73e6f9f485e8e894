import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { countLines, serverYaml } from './mcp-fixture.ts'
import { call, openRegistry } from './open-registry.ts'
import { isAlive, until } from './process-alive.ts'
import { temporaryFolder } from './temporary-folder.ts'

async function fixtureRegistry(
  options: { env?: Record<string, string>; more?: readonly string[]; hostEnv?: Record<string, string> } = {},
) {
  const folder = await temporaryFolder({ 'fixture.yaml': serverYaml('fixture', options.env, options.more) })
  return openRegistry([folder], { env: { ...process.env, ...options.hostEnv } })
}

test('a server that never answers holds up no other server, also when neither is known yet', async () => {
  const folder = await temporaryFolder({
    'mute.yaml': 'name: mute\ntype: mcp\ncommand: sleep\nargs: ["60"]\n',
    'fixture.yaml': serverYaml('fixture'),
  })
  const registry = openRegistry([folder], { connectTimeoutMs: 20_000 })
  const started = Date.now()
  expect(await call(registry, 'fixture.echo', { text: 'quick' })).toBe('quick')
  expect(Date.now() - started).toBeLessThan(10_000)
})

test('a cached list starts no server; the first call refreshes it and tells of a change', async () => {
  const logs = await temporaryFolder()
  const cacheDirectory = join(logs, 'cache')
  const folder = await temporaryFolder({
    'fixture.yaml': serverYaml('fixture', { START_LOG: join(logs, 'log'), EXTRA_TOOL: '${EXTRA:-}' }),
  })
  const open = (extra: string) =>
    openRegistry([folder], { env: { ...process.env, EXTRA: extra }, cacheDirectory })
  const first = open('')
  await first.list()
  await first.close()
  expect(await countLines(join(logs, 'log'))).toBe(1)

  const second = open('brand-new')
  const before = await second.snapshot()
  expect(await countLines(join(logs, 'log'))).toBe(1)
  let changes = 0
  second.onChange(() => (changes += 1))
  expect(await call(second, 'fixture.echo', { text: 'x' })).toBe('x')
  await until(() => changes === 1)
  const after = await second.snapshot()
  expect(after.revision).not.toBe(before.revision)
  expect(await call(second, 'fixture.brand_new')).toBe('extra')
  expect(await countLines(join(logs, 'log'))).toBe(2)
  await second.close()

  expect((await open('').names()).length).toBe(1)
  expect(await countLines(join(logs, 'log'))).toBe(2)
})

test('a server that says its list has changed is read again', async () => {
  const registry = await fixtureRegistry()
  await registry.names()
  let changes = 0
  registry.onChange(() => (changes += 1))
  await call(registry, 'fixture.grow')
  await until(() => changes > 0)
  expect(await call(registry, 'fixture.grown')).toBe('new')
})

test('a changed definition ends the old server and uses the new one', async () => {
  const folder = await temporaryFolder({ 'fixture.yaml': serverYaml('fixture', { WHO: 'one' }) })
  const registry = openRegistry([folder])
  const pid = Number(await call(registry, 'fixture.pid'))
  await writeFile(join(folder, 'fixture.yaml'), serverYaml('fixture', { WHO: 'two' }))
  expect(await call(registry, 'fixture.environment', { name: 'WHO' })).toBe('two')
  await until(() => !isAlive(pid))
})

test('the filesystem server of the protocol works as it is', async () => {
  const data = await temporaryFolder({ 'hello.txt': 'hello there' })
  const server = new URL(
    '../../node_modules/@modelcontextprotocol/server-filesystem/dist/index.js',
    import.meta.url,
  ).pathname
  const folder = await temporaryFolder({
    'mcp.json': JSON.stringify({
      mcpServers: { 'file-system': { command: process.execPath, args: [server, data] } },
    }),
  })
  const registry = openRegistry([join(folder, 'mcp.json')])
  expect(await registry.names()).toEqual(['file_system'])
  const value = await call(registry, 'file_system.read_text_file', { path: join(data, 'hello.txt') })
  expect(JSON.stringify(value)).toContain('hello there')
  expect(await readFile(join(data, 'hello.txt'), 'utf8')).toBe('hello there')
})
