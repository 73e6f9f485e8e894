import { readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { countLines, rawYaml } from './mcp-fixture.ts'
import { call, openRegistry } from './open-registry.ts'
import { isReaped, until } from './process-alive.ts'
import { temporaryFolder } from './temporary-folder.ts'

async function failingRegistry(env: Readonly<Record<string, string>>, connectTimeoutMs = 20_000) {
  const logs = await temporaryFolder()
  const folder = await temporaryFolder({
    'raw.yaml': rawYaml('raw', { ...env, START_LOG: join(logs, 'log'), HEALTHY_FILE: join(logs, 'healthy') }),
  })
  const registry = openRegistry([folder], { connectTimeoutMs })
  return { registry, folder, logs, starts: () => countLines(join(logs, 'log')) }
}

test('a server that dies at each start is tried again at growing intervals, and the error says when', async () => {
  const { registry, logs, starts } = await failingRegistry({ INIT: 'die' })
  await expect(call(registry, 'raw.ok')).rejects.toMatchObject({
    code: 'TOOL_SERVER_FAILED',
    message: expect.stringMatching(
      /exit code 3[^]*The next try is 1 s later at the earliest, or as soon as the definition changes/,
    ),
  })
  for (let count = 0; count < 20; count += 1) await call(registry, 'raw.ok').catch(() => {})
  expect(await starts()).toBe(1)
  await delay(1_100)
  await expect(call(registry, 'raw.ok')).rejects.toMatchObject({
    message: expect.stringContaining('The next try is 2 s later'),
  })
  expect(await starts()).toBe(2)
  await expect(call(registry, 'raw.ok')).rejects.toMatchObject({ code: 'TOOL_SERVER_FAILED' })
  expect(await starts()).toBe(2)
  await writeFile(join(logs, 'healthy'), '')
  await delay(2_100)
  expect(await call(registry, 'raw.ok')).toBe('ok')
  expect(await starts()).toBe(3)
})

test('a server that fails is tried at once when its definition changes', async () => {
  const { registry, folder } = await failingRegistry({ INIT: 'die' })
  await expect(call(registry, 'raw.ok')).rejects.toMatchObject({ code: 'TOOL_SERVER_FAILED' })
  await writeFile(join(folder, 'raw.yaml'), rawYaml('raw'))
  expect(await call(registry, 'raw.ok')).toBe('ok')
})

test('a listing waits three seconds for a mute server, names it, and does not wait for it again', async () => {
  const folder = await temporaryFolder({
    'mute.yaml': rawYaml('mute', { INIT: 'mute' }),
    'raw.yaml': rawYaml('raw'),
  })
  const registry = openRegistry([folder], { connectTimeoutMs: 60_000 })
  const started = performance.now()
  const list = await registry.listAll()
  const took = performance.now() - started
  expect(took).toBeGreaterThan(2_900)
  expect(took).toBeLessThan(15_000)
  expect(list.map(({ name, callables }) => [name, callables.length > 0])).toEqual([
    ['raw', true],
    ['mute', false],
  ])
  expect(list[1]?.description).toMatch(/^Not available: The tool server "mute" has not answered yet/)
  const again = performance.now()
  expect(await registry.names()).toEqual(['raw'])
  expect(performance.now() - again).toBeLessThan(2_500)
  await expect(call(registry, 'no_such_tool.x')).rejects.toMatchObject({ code: 'TOOL_NOT_FOUND' })
  expect(performance.now() - again).toBeLessThan(5_000)
})

test.each([
  ['initialize', { INIT: 'mute' }, /could not be started or reached: [^]*timed out/i],
  ['tools/list', { LIST: 'mute' }, /started, but did not list its tools: no answer within 0\.7 s/],
])('a server that does not answer %s fails after its time', async (_, env, message) => {
  const { registry } = await failingRegistry(env as Readonly<Record<string, string>>, 700)
  await expect(call(registry, 'raw.ok')).rejects.toMatchObject({
    code: 'TOOL_SERVER_FAILED',
    message: expect.stringMatching(message),
  })
})

test('a server that ends right after its start is not started again at once', async () => {
  const cache = await temporaryFolder()
  const logs = await temporaryFolder()
  const folder = await temporaryFolder({
    'raw.yaml': rawYaml('raw', { INIT: '${HOW:-}', START_LOG: join(logs, 'log') }),
  })
  const open = (how: string) =>
    openRegistry([folder], { env: { ...process.env, HOW: how }, cacheDirectory: cache })
  const healthy = open('')
  expect(await call(healthy, 'raw.ok')).toBe('ok')
  await healthy.close()
  // Its list is known from the cache, so that every call starts it.
  const failing = open('die-later')
  for (let count = 0; count < 10; count += 1) {
    await call(failing, 'raw.late').catch(() => {})
    await delay(20)
  }
  expect(await countLines(join(logs, 'log'))).toBeLessThan(6)
})

test('a server that dies between its listing and the first call is started again, unseen', async () => {
  const { registry, starts, logs } = await failingRegistry({})
  expect((await registry.listCallables('raw')).length).toBeGreaterThan(5)
  const pid = Number(await readFile(join(logs, 'log'), 'utf8'))
  process.kill(pid, 'SIGKILL')
  await until(() => isReaped(pid))
  expect(await call(registry, 'raw.ok')).toBe('ok')
  expect(await starts()).toBe(2)
})

test('a server that was started again may have other tools than before', async () => {
  const { registry, logs } = await failingRegistry({})
  const pid = Number(await call(registry, 'raw.pid'))
  await expect(call(registry, 'raw.extra')).rejects.toMatchObject({ code: 'TOOL_NOT_FOUND' })
  await writeFile(join(logs, 'healthy'), '')
  process.kill(pid, 'SIGKILL')
  await until(() => isReaped(pid))
  expect(await call(registry, 'raw.ok')).toBe('ok')
  expect(await call(registry, 'raw.extra')).toBe('extra')
})

test('the lists of definitions that nobody uses any more are deleted', async () => {
  const cache = await temporaryFolder()
  const old = join(cache, `${'a'.repeat(64)}.json`)
  const recent = join(cache, `${'b'.repeat(64)}.json`)
  const other = join(cache, 'notes.txt')
  for (const file of [old, recent, other]) await writeFile(file, '{}')
  const past = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000)
  for (const file of [old, other]) await utimes(file, past, past)
  const registry = openRegistry([await temporaryFolder({ 'raw.yaml': rawYaml('raw') })], {
    cacheDirectory: cache,
  })
  await registry.names()
  const left = await readdir(cache)
  expect(left).toHaveLength(3)
  expect(left).toEqual(expect.arrayContaining([`${'b'.repeat(64)}.json`, 'notes.txt']))
})
