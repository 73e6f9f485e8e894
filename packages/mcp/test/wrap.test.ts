import { execFile } from 'node:child_process'
import { access, mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { describe, expect, it, onTestFinished } from 'vitest'
import { call, connect, PROGRAM } from './support/connect.ts'
import { connectHttp, startHttp } from './support/serve-http.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const COUNTER = path.join(import.meta.dirname, 'fixtures', 'counter-server.mjs')

/** A list of servers as a client keeps it; each server adds its step to a number. */
async function writeList(servers: Readonly<Record<string, number>>): Promise<string> {
  const file = path.join(await temporaryFolder(), 'mcp.json')
  const mcpServers = Object.fromEntries(
    Object.entries(servers).map(([name, step]) => [
      name,
      { command: process.execPath, args: [COUNTER], env: { STEP: String(step) } },
    ]),
  )
  await writeFile(file, JSON.stringify({ mcpServers }))
  return file
}

describe('--wrap', () => {
  it('puts the tools of several lists into programs, and shows the client only those of this server', async () => {
    const [first, second] = [await writeList({ ones: 1, tens: 10 }), await writeList({ hundreds: 100 })]
    const { client } = await connect('--base', await temporaryFolder(), '--wrap', first, '--wrap', second)
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toContain('run_code')
    expect(tools.map(({ name }) => name).filter((name) => /^add$|ones|tens|hundreds/u.test(name))).toEqual([])
    const code = '[tools.ones.add(n=1), tools.tens.add(n=1), tools.hundreds.add(n=1)]'
    expect((await call(client, 'run_code', { code })).text).toBe("['2', '11', '101']")
    expect((await call(client, 'search_tools', { query: 'add step' })).text).toContain('tens')
  })

  it('works without a base, in the default place', async () => {
    const home = await temporaryFolder()
    const client = new Client({ name: 'test', version: '1.0.0' })
    const [command, ...args] = PROGRAM
    const list = await writeList({ ones: 1 })
    const transport = new StdioClientTransport({
      command,
      args: [...args, '--wrap', list],
      env: { ...(process.env as Record<string, string>), HOME: home },
      stderr: 'inherit',
    })
    onTestFinished(async () => await client.close())
    await client.connect(transport)
    const code = 'artifacts.save("sum", tools.ones.add(n=41)); artifacts.load("sum")'
    expect((await call(client, 'run_code', { code })).text).toBe("'42'")
    expect((await readdir(path.join(home, '.code-mode', 'artifacts'))).join()).toContain('sum')
  })

  it('stands beside the tools of the base, and needs the servers only once for all clients over HTTP', async () => {
    const folder = await temporaryFolder()
    const started = path.join(folder, 'started')
    await mkdir(started)
    const file = path.join(folder, 'mcp.json')
    const env = { STEP: '1', STARTED: started }
    await writeFile(
      file,
      JSON.stringify({ mcpServers: { ones: { command: process.execPath, args: [COUNTER], env } } }),
    )
    const { url } = await startHttp('--wrap', file)
    const clients = [await connectHttp(url), await connectHttp(url), await connectHttp(url)]
    for (const client of clients)
      expect((await call(client, 'run_code', { code: 'tools.ones.add(n=1)' })).text).toBe("'2'")
    expect(await readdir(started)).toHaveLength(1)
  })

  it('takes the settings of a client as they are', async () => {
    const servers = {
      ones: { type: 'stdio', command: process.execPath, args: [COUNTER], env: { STEP: '1' } },
    }
    const file = path.join(await temporaryFolder(), 'claude_desktop_config.json')
    const ours = { command: 'npx', args: ['-y', '@code-mode/mcp'], disabled: true }
    const settings = { theme: 'dark', mcpServers: { ...servers, ours }, projects: {} }
    await writeFile(file, JSON.stringify(settings))
    const { client } = await connect('--base', await temporaryFolder(), '--wrap', file)
    expect((await call(client, 'run_code', { code: 'tools.ones.add(n=1)' })).text).toBe("'2'")
  })

  it('is refused for a folder and for a file that is no JSON by its name', async () => {
    const folder = await temporaryFolder()
    const file = path.join(folder, 'servers.txt')
    await writeFile(file, '{"mcpServers": {}}')
    const [command, ...args] = PROGRAM
    for (const [place, message] of [
      [folder, 'EISDIR'],
      [file, 'must be a file that ends in .json'],
    ] as const) {
      const ended = await promisify(execFile)(command, [...args, '--wrap', place]).catch(
        (error: unknown) => error,
      )
      expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
    }
  })

  it.each([
    ['nothing is there', undefined, 'ENOENT'],
    ['it lists no servers', '{"servers": {}}', 'has no "mcpServers"'],
    [
      'it lists this program',
      '{"mcpServers": {"cm": {"command": "npx", "args": ["-y", "@code-mode/mcp@0.1.0"]}}}',
      'the server "cm" in',
    ],
    [
      'it lists the command line program that starts this one',
      '{"mcpServers": {"cm": {"command": "npx", "args": ["-y", "@code-mode/cli", "mcp"]}}}',
      'is this program itself',
    ],
    [
      'it lists this program by its path',
      '{"mcpServers": {"cm": {"command": "/usr/local/bin/code-mode-mcp"}}}',
      'is this program itself',
    ],
  ])('is refused where %s', async (_, text, message) => {
    const file = path.join(await temporaryFolder(), 'mcp.json')
    if (text !== undefined) await writeFile(file, text)
    const [command, ...args] = PROGRAM
    const ended = await promisify(execFile)(command, [...args, '--wrap', file]).catch(
      (error: unknown) => error,
    )
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) })
    await expect(access(path.join(path.dirname(file), 'workflows'))).rejects.toThrow('ENOENT')
  })
})
