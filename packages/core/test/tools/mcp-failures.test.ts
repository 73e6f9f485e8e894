import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { countLines, rawYaml } from './mcp-fixture.ts'
import { call, openRegistry } from './open-registry.ts'
import { isAlive, until } from './process-alive.ts'
import { temporaryFolder } from './temporary-folder.ts'

const SECRET = 'sesame-4711'

async function rawRegistry(env: Readonly<Record<string, string>> = {}, more: readonly string[] = []) {
  const folder = await temporaryFolder({
    'raw.yaml': rawYaml('raw', { TOKEN: '${RAW_TOKEN}', ...env }, more),
  })
  return openRegistry([folder], { env: { ...process.env, RAW_TOKEN: SECRET } })
}

test('a server that dies in the middle of a call: the error says that it may have taken effect, without secrets', async () => {
  const logs = await temporaryFolder()
  const registry = await rawRegistry({ START_LOG: join(logs, 'log') })
  const error = (await call(registry, 'raw.die').catch((reason: unknown) => reason)) as Error
  expect(error).toMatchObject({
    code: 'TOOL_SERVER_FAILED',
    message: expect.stringMatching(
      /raw\.die was under way, so the call may have taken effect: [^]*exit code 7[^]*last words/,
    ),
    hint: expect.stringContaining('before you repeat it'),
  })
  expect(error.message).not.toContain(SECRET)
  expect(error.message).toContain('${RAW_TOKEN}')
  expect(await call(registry, 'raw.ok')).toBe('ok')
  expect(await countLines(join(logs, 'log'))).toBe(2)
})

test.each([
  ['rpc_error', 'row not found for ${RAW_TOKEN}'],
  ['tool_error', 'key ${RAW_TOKEN} not found'],
])('%s is the failure of the tool in its own words, without secrets', async (tool, words) => {
  const registry = await rawRegistry()
  const error = (await call(registry, `raw.${tool}`).catch((reason: unknown) => reason)) as Error
  expect(error).toMatchObject({ code: 'TOOL_FAILED', message: expect.stringContaining(words) })
})

test('messages that are none, of unknown requests or of another id are passed over', async () => {
  const registry = await rawRegistry()
  expect(await call(registry, 'raw.garbage')).toBe('after garbage')
  expect(await call(registry, 'raw.ok')).toBe('ok')
})

test('an answer after the timeout is dropped, and one that is no message never counts', async () => {
  const registry = await rawRegistry({}, ['timeout: 0.5'])
  await expect(call(registry, 'raw.late')).rejects.toMatchObject({ code: 'TOOL_TIMEOUT' })
  await new Promise((resolve) => setTimeout(resolve, 600))
  expect(await call(registry, 'raw.ok')).toBe('ok')
  await expect(call(registry, 'raw.no_version')).rejects.toMatchObject({ code: 'TOOL_TIMEOUT' })
  expect(await call(registry, 'raw.ok')).toBe('ok')
})

test('what a server prints to its stdout instead of messages is in the error when it does not start', async () => {
  const folder = await temporaryFolder({
    'chatty.yaml':
      'name: chatty\ntype: mcp\ncommand: sh\nargs: [-c, "echo Listening on port 8080; sleep 60"]\n',
  })
  const registry = openRegistry([folder], { connectTimeoutMs: 700 })
  await expect(call(registry, 'chatty.anything')).rejects.toMatchObject({
    code: 'TOOL_SERVER_FAILED',
    message: expect.stringContaining('stdout that are no messages, the last: Listening on port 8080'),
  })
})

test('a change that a server tells of is seen by the very next call: new tools there, old ones gone', async () => {
  const registry = await rawRegistry()
  expect(await call(registry, 'raw.ok')).toBe('ok')
  expect(await call(registry, 'raw.change')).toBe('changed')
  expect(await call(registry, 'raw.fresh')).toBe('fresh')
  await expect(call(registry, 'raw.ok')).rejects.toMatchObject({ code: 'TOOL_NOT_FOUND' })
})

test('a working directory, variables and arguments reach the server; one changed argument is another server', async () => {
  const folder = await temporaryFolder({ 'inside/empty': '' })
  const yaml = (argument: string): string =>
    rawYaml('raw', { MARK: 'mark' }, ['cwd: inside']).replace('mjs"]', `mjs", "${argument}"]`)
  await writeFile(join(folder, 'raw.yaml'), yaml('one'))
  const registry = openRegistry([folder])
  expect(await call(registry, 'raw.where')).toBe(`${join(folder, 'inside')} mark one`)
  await writeFile(join(folder, 'raw.yaml'), yaml('two'))
  expect(await call(registry, 'raw.where')).toBe(`${join(folder, 'inside')} mark two`)
})

test.each(['closing', 'a crash'])(
  '%s leaves no process that a server started, also in a session of its own',
  async (end) => {
    const registry = await rawRegistry()
    const pid = Number(await call(registry, 'raw.daemon'))
    expect(isAlive(pid)).toBe(true)
    if (end === 'closing') await registry.close()
    else await call(registry, 'raw.die').catch(() => {})
    await until(() => !isAlive(pid))
  },
)
