import { setTimeout as delay } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { rawYaml } from './mcp-fixture.ts'
import { call, openRegistry } from './open-registry.ts'
import { isAlive, until } from './process-alive.ts'
import { temporaryFolder } from './temporary-folder.ts'

async function rawRegistry(env: Readonly<Record<string, string>> = {}, more: readonly string[] = []) {
  const folder = await temporaryFolder({
    'raw.yaml': rawYaml('raw', env, more),
    'other.yaml': rawYaml('other'),
  })
  return openRegistry([folder])
}

/** The longest that the event loop was held up, in milliseconds, while something went on. */
async function longestPause(work: () => Promise<void>): Promise<number> {
  let longest = 0
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
  }, 5)
  await work()
  clearInterval(timer)
  return longest
}

test('a line without end ends the server with the limit in the error; the next call starts it again', async () => {
  const registry = await rawRegistry()
  const pid = Number(await call(registry, 'raw.pid'))
  const before = process.memoryUsage().rss
  await expect(call(registry, 'raw.endless_line')).rejects.toMatchObject({
    code: 'TOOL_SERVER_FAILED',
    message: expect.stringContaining('The server sent a message of more than 64 MiB and was ended.'),
  })
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024)
  await until(() => !isAlive(pid))
  expect(await call(registry, 'raw.ok')).toBe('ok')
})

test('a result of 30 MiB arrives whole', async () => {
  const registry = await rawRegistry()
  expect(String(await call(registry, 'raw.huge'))).toHaveLength(30 * 1024 * 1024)
})

test.each(['flood', 'stdout_flood', 'stderr_flood'])(
  'a server that goes on without end (%s) still answers, holds up no other and costs no memory',
  async (tool) => {
    const registry = await rawRegistry()
    expect(await call(registry, 'other.ok')).toBe('ok')
    expect(await call(registry, `raw.${tool}`)).toBe('flooding')
    const before = process.memoryUsage().rss
    const pause = await longestPause(async () => {
      const end = performance.now() + 1_500
      while (performance.now() < end) {
        expect(await call(registry, 'other.ok')).toBe('ok')
        await delay(10)
      }
    })
    expect(pause).toBeLessThan(2_000)
    expect(await call(registry, 'raw.ok')).toBe('ok')
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
  },
)

test('changes told without end slow a call down, and never by more than a few seconds', async () => {
  const registry = await rawRegistry()
  expect(await call(registry, 'raw.hurry_changes')).toBe('hurrying')
  const started = performance.now()
  for (let count = 0; count < 3; count += 1) expect(await call(registry, 'raw.ok')).toBe('ok')
  expect(performance.now() - started).toBeLessThan(20_000)
})

test('10,000 tools are listed and each can be called', async () => {
  const registry = await rawRegistry({ LIST: 'many' })
  const callables = await registry.listCallables('raw')
  expect(callables).toHaveLength(10_000)
  expect(callables.at(-1)?.name).toBe('tool_9999')
})

test('a list of tools without end is an error with the limit, and one that goes round in a circle ends', async () => {
  const endless = await rawRegistry({ LIST: 'endless' })
  await expect(call(endless, 'raw.ok')).rejects.toMatchObject({
    code: 'TOOL_SERVER_FAILED',
    message: expect.stringContaining('its list of tools does not end: more than 1000 pages.'),
  })
  const circle = await rawRegistry({ LIST: 'circle' })
  expect((await circle.listCallables('raw')).map(({ name }) => name)).toEqual(['ok'])
})
