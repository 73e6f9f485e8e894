import { join } from 'node:path'

import { expect, test } from 'vitest'

import { countLines, serverYaml } from './mcp-fixture.ts'
import { call, openRegistry } from './open-registry.ts'
import { isAlive, isReaped, until } from './process-alive.ts'
import { temporaryFolder } from './temporary-folder.ts'

async function fixtureRegistry(
  options: { env?: Record<string, string>; more?: readonly string[]; hostEnv?: Record<string, string> } = {},
) {
  const folder = await temporaryFolder({ 'fixture.yaml': serverYaml('fixture', options.env, options.more) })
  return openRegistry([folder], { env: { ...process.env, ...options.hostEnv } })
}

test('structured content comes as data, one text as text, several as lines, a picture as a dict with bytes', async () => {
  const registry = await fixtureRegistry()
  expect(await call(registry, 'fixture.add', { a: 1, b: 2 })).toEqual({ sum: 3 })
  expect(await call(registry, 'fixture.echo', { text: 'hi', times: 2 })).toBe('hihi')
  expect(await call(registry, 'fixture.read_file')).toBe('one\ntwo')
  expect(await call(registry, 'fixture.import_')).toEqual([
    'a dot',
    { type: 'image', mime_type: 'image/png', data: new Uint8Array([1, 2, 255]) },
  ])
})

test('parameters come from the input schema, required ones first', async () => {
  const registry = await fixtureRegistry()
  const [fixture] = await registry.list()
  expect(fixture?.description).toBe('Tools of the MCP server The fixture.')
  expect(fixture?.callables[0]).toEqual({
    name: 'echo',
    description: 'Says it again',
    signature: 'echo(text: str, times: int = 1) -> Any',
  })
  expect(fixture?.callables[1]?.signature).toBe('add(a: float, b: float) -> dict')
  expect(await call(registry, 'fixture.echo', { text: 'once', times: null })).toBe('once')
})

test('the error of a tool is handed on as it is, whatever its words', async () => {
  const registry = await fixtureRegistry()
  await expect(call(registry, 'fixture.fail')).rejects.toMatchObject({
    code: 'TOOL_FAILED',
    message: 'file not found: x',
  })
  await expect(call(registry, 'fixture.echo', { text: 3 })).rejects.toMatchObject({
    code: 'TOOL_FAILED',
    message: expect.stringContaining('text'),
  })
  await expect(call(registry, 'fixture.echo', { text: new Uint8Array(1) })).rejects.toMatchObject({
    code: 'ARGUMENTS_INVALID',
    message: expect.stringContaining('fixture.echo: text is bytes'),
  })
})

test('a call over its time is a timeout and is cancelled at the server', async () => {
  const logs = await temporaryFolder()
  const registry = await fixtureRegistry({ env: { CANCEL_LOG: join(logs, 'log') }, more: ['timeout: 0.5'] })
  await expect(call(registry, 'fixture.sleep')).rejects.toMatchObject({
    code: 'TOOL_TIMEOUT',
    message: 'fixture.sleep did not answer within 0.5 s and was cancelled.',
  })
  await until(async () => (await countLines(join(logs, 'log'))) === 1)
  expect(await call(registry, 'fixture.echo', { text: 'alive' })).toBe('alive')
})

test('an abort is cancelled at the server and rejects with the reason itself', async () => {
  const logs = await temporaryFolder()
  const registry = await fixtureRegistry({ env: { CANCEL_LOG: join(logs, 'log') } })
  await registry.list()
  await call(registry, 'fixture.pid')
  const controller = new AbortController()
  const reason = new Error('enough')
  const running = call(registry, 'fixture.sleep', {}, controller.signal)
  running.catch(() => {})
  setTimeout(() => controller.abort(reason), 100)
  await expect(running).rejects.toBe(reason)
  await until(async () => (await countLines(join(logs, 'log'))) === 1)
})

test('progress of a call is told line by line', async () => {
  const registry = await fixtureRegistry()
  const lines: string[] = []
  await registry.call({
    tool: 'fixture',
    callable: 'progress',
    args: [],
    kwargs: {},
    signal: new AbortController().signal,
    onProgress: (line) => lines.push(line),
  })
  expect(lines).toEqual(['step 1', 'step 2'])
})

test('eight calls meet at a barrier in the server', async () => {
  const registry = await fixtureRegistry()
  const values = await Promise.all(
    Array.from({ length: 8 }, () => call(registry, 'fixture.barrier', { parties: 8 })),
  )
  expect(values).toEqual(Array.from({ length: 8 }, () => 'through'))
})

test('a server that dies fails the call with its last words, and the next call starts it again', async () => {
  const registry = await fixtureRegistry()
  const before = await call(registry, 'fixture.pid')
  await expect(call(registry, 'fixture.die')).rejects.toMatchObject({
    code: 'TOOL_SERVER_FAILED',
    message: expect.stringContaining('the last words'),
  })
  const after = Number(await call(registry, 'fixture.pid'))
  expect(after).not.toBe(Number(before))
  process.kill(after, 'SIGKILL')
  await until(() => isReaped(after))
  expect(Number(await call(registry, 'fixture.pid'))).not.toBe(after)
})

test('closing leaves no server and no process that a server started', async () => {
  const registry = await fixtureRegistry()
  const pids = [
    Number(await call(registry, 'fixture.pid')),
    Number(await call(registry, 'fixture.grandchild')),
  ]
  expect(pids.map((pid) => isAlive(pid))).toEqual([true, true])
  await registry.close()
  await until(() => pids.every((pid) => !isAlive(pid)))
})

test('several servers start side by side', async () => {
  const marks = await temporaryFolder()
  // Each answers only once both processes have begun.
  const env = { START_LOG: join(marks, 'log'), START_PARTIES: '2' }
  const folder = await temporaryFolder({ 'a.yaml': serverYaml('a', env), 'b.yaml': serverYaml('b', env) })
  expect(await openRegistry([folder]).names()).toEqual(['a', 'b'])
})

test('a server that does not answer holds up no other tool, and is a problem after its time', async () => {
  const folder = await temporaryFolder({
    'mute.yaml': 'name: mute\ntype: mcp\ncommand: sleep\nargs: ["60"]\n',
    'say.yaml': 'name: say\ndescription: Says\ncommand: echo\nschema: { positional: [{ name: text }] }\n',
  })
  const registry = openRegistry([folder], { connectTimeoutMs: 1500 })
  const started = Date.now()
  expect(await call(registry, 'say', { text: 'quick' })).toBe('quick\n')
  expect((await registry.snapshot({ unknownServers: 'start' })).problems).toEqual([])
  expect(Date.now() - started).toBeLessThan(1200)
  const { problems } = await registry.snapshot()
  expect(problems[0]?.message).toMatch(/"mute" could not be started or reached: .*timed out/i)
})

test('what is not known yet is told as soon as it is', async () => {
  const registry = await fixtureRegistry()
  let changes = 0
  registry.onChange(() => (changes += 1))
  expect(await registry.names({ unknownServers: 'start' })).toEqual([])
  await until(() => changes === 1)
  expect(await registry.names({ unknownServers: 'start' })).toEqual(['fixture'])
})

test('references reach the server resolved; a missing one is a problem that names it and no value', async () => {
  const registry = await fixtureRegistry({
    env: { TOKEN: 'Bearer ${FIXTURE_SECRET}' },
    hostEnv: { FIXTURE_SECRET: 's3cret-value' },
  })
  expect(await call(registry, 'fixture.environment', { name: 'TOKEN' })).toBe('Bearer s3cret-value')
  const missing = await fixtureRegistry({ env: { TOKEN: '${NO_SUCH_VARIABLE}' } })
  const { tools, problems } = await missing.snapshot()
  expect(tools).toEqual([])
  expect(problems[0]?.message).toContain('The environment variable NO_SUCH_VARIABLE is not set')
})

test('a server that cannot start is a problem with its stderr, without secrets, and hides no other', async () => {
  const folder = await temporaryFolder({
    'bad.yaml': 'name: bad\ntype: mcp\ncommand: sh\nargs: [-c, "echo cannot use ${BAD_TOKEN} >&2; exit 4"]\n',
    'missing.yaml': 'name: missing\ntype: mcp\ncommand: no-such-server\n',
    'good.yaml': serverYaml('good'),
  })
  const registry = openRegistry([folder], { env: { ...process.env, BAD_TOKEN: 'very-secret' } })
  const { tools, problems } = await registry.snapshot()
  expect(tools.map((tool) => tool.name)).toEqual(['good'])
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /"bad" could not be started or reached: [^]*exit code 4[^]*cannot use \$\{BAD_TOKEN\}/,
    ),
    expect.stringContaining('The program "no-such-server" of the tool "missing" is not on the PATH'),
  ])
  expect(JSON.stringify(problems)).not.toContain('very-secret')
})
