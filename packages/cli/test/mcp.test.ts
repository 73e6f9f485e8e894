import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { once } from 'node:events'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../core/test/support/temporary-folder.ts'
import { cli, cliJson, PROGRAM } from './support/cli.ts'

it('code-mode mcp serves the base over standard input and output, and ends with its client', async () => {
  const cwd = await temporaryFolder()
  await cliJson(['init'], { cwd })
  const [command, ...args] = PROGRAM
  const child = spawn(command, [...args, 'mcp', '--timeout', '30s'], {
    cwd,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ask = async (method: string, params: object): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })}\n`)
    const { value } = (await answers.next()) as { value: string }
    return (JSON.parse(value) as { result: unknown }).result
  }
  const clientInfo = { name: 'test', version: '1' }
  await ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo })
  child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`)
  const code = '[tool["name"] for tool in tools.list()]'
  const answer = await ask('tools/call', { name: 'run_code', arguments: { code } })
  expect(answer).toMatchObject({ content: [{ type: 'text', text: "['curl']" }], isError: false })
  child.stdin.end()
  expect(await once(child, 'exit')).toEqual([0, null])
})

it('hands its flags on to the server, and its errors are those of the server', async () => {
  const help = await cli(['mcp', '--help'])
  expect(help).toMatchObject({ code: 0, stderr: '' })
  expect(help.stdout).toMatch(/^Usage: code-mode-mcp /u)
  const wrong = await cli(['mcp', '--bass', 'x'])
  expect(wrong).toMatchObject({ code: 2, stdout: '' })
  expect(wrong.stderr).toContain('There is no flag --bass. Did you mean --base?')
  const cwd = await temporaryFolder()
  const file = path.join(cwd, 'folder', 'base')
  for (const args of [
    ['--base', file, 'mcp'],
    ['mcp', '--base', file],
    ['mcp', '--no-sync-deps', '--base', file],
  ]) {
    expect(await cli(args, { cwd, env: { HOME: cwd } })).toEqual({ code: 0, stdout: '', stderr: '' })
  }
  expect((await cliJson(['workflows', 'list', '--base', file], { cwd })) as unknown[]).toEqual([])
})
