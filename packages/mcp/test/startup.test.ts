import { spawn } from 'node:child_process'
import { writeFile, mkdir, readdir } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { expect, it, onTestFinished } from 'vitest'
import { call, connect, PROGRAM } from './support/connect.ts'
import { descendants, processorMs } from './support/processes.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const INITIALIZE = {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'test', version: '1' },
}

// A second of an idle machine: beside other tests it is the processor's time that counts, and then it is tried again.
it(
  'answers initialize and tools/list within a second of its start, with nothing else started',
  { retry: 3 },
  async () => {
    const base = await temporaryFolder()
    await mkdir(path.join(base, 'tools'))
    await writeFile(
      path.join(base, 'tools', 'echo.yaml'),
      'name: echo\ndescription: Say it again\ncommand: echo\n',
    )
    await writeFile(
      path.join(base, 'mcp.json'),
      JSON.stringify({ mcpServers: { mute: { command: 'sleep', args: ['1000'] } } }),
    )
    const [command, ...args] = PROGRAM
    const start = performance.now()
    const server = spawn(command, [...args, '--base', base], { stdio: ['pipe', 'pipe', 'inherit'] })
    onTestFinished(() => void server.kill('SIGKILL'))
    const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]()
    for (const message of [
      { jsonrpc: '2.0', id: 1, method: 'initialize', params: INITIALIZE },
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      { jsonrpc: '2.0', id: 2, method: 'tools/list' },
    ]) {
      server.stdin.write(`${JSON.stringify(message)}\n`)
    }
    const initialized = JSON.parse((await lines.next()).value as string) as {
      id: number
      result: { instructions: string }
    }
    const listed = JSON.parse((await lines.next()).value as string) as {
      id: number
      result: { tools: { name: string; description: string }[] }
    }
    const elapsedMs = performance.now() - start
    expect(Math.min(elapsedMs, await processorMs(server.pid ?? 0))).toBeLessThan(1_000)
    expect(await descendants(server.pid ?? 0)).toEqual([])
    expect(initialized.id).toBe(1)
    expect(initialized.result.instructions).toContain('1. search')
    expect(listed.id).toBe(2)
    expect(listed.result.tools[0]?.description).toContain('tools.echo')
  },
)

it('lists every tool with title, annotations and both schemas', async () => {
  const { client } = await connect('--base', await temporaryFolder())
  const { tools } = await client.listTools()
  expect(tools.map((tool) => tool.name)).toEqual([
    ...[
      'run_code',
      'reset_session',
      'list_tools',
      'search_tools',
      'list_workflows',
      'search_workflows',
      'get_workflow',
    ],
    ...[
      'create_workflow',
      'delete_workflow',
      'list_artifacts',
      'get_artifact',
      'list_deps',
      'add_dep',
      'remove_dep',
    ],
  ])
  for (const tool of tools) {
    expect(tool.title, tool.name).toMatch(/^[A-Z]/u)
    expect(tool.outputSchema, tool.name).toMatchObject({ type: 'object' })
    expect(tool.inputSchema, tool.name).toMatchObject({ type: 'object', additionalProperties: false })
  }
  expect(tools[0]?.inputSchema).toMatchObject({
    required: ['code'],
    properties: { code: { type: 'string' }, timeout_seconds: { type: 'number' } },
  })
  expect(tools[0]?.annotations).toMatchObject({
    readOnlyHint: false,
    destructiveHint: true,
    openWorldHint: true,
  })
  expect(tools.find((tool) => tool.name === 'list_tools')?.annotations).toMatchObject({
    readOnlyHint: true,
    destructiveHint: false,
  })
})

it('leaves out what changes packages when that is off', async () => {
  const { client } = await connect('--base', await temporaryFolder(), '--no-runtime-deps')
  const names = (await client.listTools()).tools.map((tool) => tool.name)
  expect(names).toContain('list_deps')
  expect(names).not.toContain('add_dep')
  expect(names).not.toContain('remove_dep')
  expect((await call(client, 'run_code', { code: 'deps.add("tabulate")' })).result.isError).toBe(true)
})

it('offers a prompt that teaches the loop', async () => {
  const { client } = await connect('--base', await temporaryFolder())
  expect((await client.listPrompts()).prompts.map((prompt) => prompt.name)).toEqual(['code_mode'])
  const { messages } = await client.getPrompt({ name: 'code_mode', arguments: { task: 'count the stars' } })
  expect(messages[0]?.content).toMatchObject({
    type: 'text',
    text: expect.stringMatching(/search.*invoke.*script.*save.*count the stars/su) as string,
  })
})

it('makes the base with its folders, and keeps what is stored elsewhere when told so', async () => {
  const folder = await temporaryFolder()
  const [base, storage] = [path.join(folder, 'deep', 'base'), path.join(folder, 'storage')]
  const { client } = await connect('--base', base, '--storage', storage)
  await call(client, 'create_workflow', {
    name: 'one',
    source: 'def run():\n    return 1\n',
    description: 'Give one',
  })
  expect(await readdir(path.join(storage, 'workflows'))).toContain('one.py')
  expect(await readdir(path.join(base, 'workflows'))).not.toContain('one.py')
  expect(await readdir(base)).toContain('tools')
})

it('takes tools from more places besides those of the base', async () => {
  const folder = await temporaryFolder()
  await mkdir(path.join(folder, 'base', 'tools'), { recursive: true })
  await writeFile(
    path.join(folder, 'base', 'tools', 'echo.yaml'),
    'name: echo\ndescription: Say it again\ncommand: echo\n',
  )
  await writeFile(path.join(folder, 'more.yaml'), 'name: printer\ndescription: Print it\ncommand: printf\n')
  const { client } = await connect(
    '--base',
    path.join(folder, 'base'),
    '--tools',
    path.join(folder, 'more.yaml'),
  )
  const { result } = await call(client, 'list_tools')
  expect(result.structuredContent).toMatchObject({ tools: [{ name: 'echo' }, { name: 'printer' }] })
  expect((await call(client, 'search_tools', { query: 'print' })).text).toContain('tools.printer')
})

it('tells that its tools changed after a definition was edited on disk', async () => {
  const base = await temporaryFolder()
  const { client } = await connect('--base', base)
  expect((await client.listTools()).tools[0]?.description).not.toContain('tools.late')
  const changed = new Promise<void>((resolve) => {
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve())
  })
  await writeFile(
    path.join(base, 'tools', 'late.yaml'),
    'name: late\ndescription: Came later\ncommand: echo\n',
  )
  await call(client, 'run_code', { code: 'tools.late()' })
  await changed
  expect((await client.listTools()).tools[0]?.description).toContain('tools.late')
})
