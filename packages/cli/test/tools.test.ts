import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../core/test/support/temporary-folder.ts'
import { cli, cliJson } from './support/cli.ts'

/** A base with a tool that prints its arguments as JSON, one a line. */
async function baseWithEcho(): Promise<string> {
  const cwd = await temporaryFolder()
  const tools = path.join(cwd, '.code-mode', 'tools')
  await mkdir(tools, { recursive: true })
  const program = 'console.log(JSON.stringify(process.argv.slice(1)))'
  await writeFile(
    path.join(tools, 'echo.yaml'),
    `name: echo
description: Tells its arguments
command: ${JSON.stringify(process.execPath)}
args: [-e, ${JSON.stringify(program)}, --]
output: json
schema:
  options:
    max-count: { type: integer, description: How many }
    flag: { type: boolean }
    item: { type: array }
  positional:
    - { name: text, type: string }
recipes:
  twice: { description: Two of them, preset: { max-count: 2 }, params: { text: { required: true } } }
`,
  )
  return cwd
}

describe('code-mode tools', () => {
  it('lists, searches and shows', async () => {
    const cwd = await baseWithEcho()
    expect((await cli(['tools', 'list'], { cwd })).stdout).toBe(
      'tool  callables        description\necho  (itself), twice  Tells its arguments\n',
    )
    expect(await cliJson(['tools', 'list'], { cwd })).toMatchObject([
      { name: 'echo', callables: [{ name: null }, {}] },
    ])
    expect(await cliJson(['tools', 'search', 'two', 'of', 'them'], { cwd })).toMatchObject([{ name: 'echo' }])
    const shown = (await cli(['tools', 'show', 'echo'], { cwd })).stdout
    expect(shown).toContain('tools.echo.twice(text: str) -> Any')
    expect(shown).toMatch(/^max_count +integer +How many$/mu)
  })

  it('calls with values of the types of the parameters, without an interpreter', async () => {
    const cwd = await baseWithEcho()
    // A PATH without Python: what needs none must not look for one.
    const env = { PATH: path.dirname(process.execPath), HOME: cwd }
    const call = async (...args: string[]) => await cli(['tools', 'call', ...args], { cwd, env })
    const full = await call('echo', 'text=a=b c', 'max-count=3', 'flag=true', 'item=x', 'item=1')
    expect(full).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(full.stdout)).toEqual([
      '--max-count',
      '3',
      '--flag',
      '--item',
      'x',
      '--item',
      '1',
      'a=b c',
    ])
    const json = await call('echo.twice', '--args', '{"text": "t"}')
    expect(JSON.parse(json.stdout)).toEqual(['--max-count', '2', 't'])
    expect(await readdir(path.join(cwd, '.code-mode'))).toEqual(['tools'])
  })

  it.each([
    [['echo', 'max_count=many'], 1, /^ARGUMENTS_INVALID: .*max_count/u],
    [['echo', 'txt=1'], 1, /^ARGUMENTS_INVALID: .*txt/u],
    [
      ['echo', 'word'],
      2,
      /^code-mode: "word" is no argument\. Write name=value \(there are: text, max_count, flag, item\)/u,
    ],
    [['echo', '--args', '{'], 2, /^code-mode: --args is no JSON/u],
    [['echo', '--args', '[]'], 2, /^code-mode: --args must be a JSON object/u],
    [['echo.twic'], 1, /^TOOL_NOT_FOUND: .*Did you mean "twice"/u],
    [['ecko'], 1, /^TOOL_NOT_FOUND: .*Did you mean "echo"/u],
  ])('call %j fails with %i', async (args, code, message) => {
    const outcome = await cli(['tools', 'call', ...args], { cwd: await baseWithEcho() })
    expect(outcome).toMatchObject({ code, stdout: '' })
    expect(outcome.stderr).toMatch(message)
  })

  it('says what was left out, with file and line', async () => {
    const cwd = await baseWithEcho()
    await writeFile(path.join(cwd, '.code-mode', 'tools', 'bad.yaml'), 'name: bad\ncommnd: true\n')
    const outcome = await cli(['tools', 'list'], { cwd })
    expect(outcome.code).toBe(0)
    expect(outcome.stdout).toContain('echo')
    expect(outcome.stderr).toMatch(
      /^Left out: .*bad\.yaml:2:1: unknown key "commnd"\. Did you mean "command"\?$/mu,
    )
  })

  it('waits for a server whose start takes longer than a session would wait', async () => {
    const cwd = await baseWithEcho()
    const server = path.join(import.meta.dirname, '../../mcp/test/fixtures/slow-server.mjs')
    const definition = { mcpServers: { slow: { command: process.execPath, args: [server] } } }
    await writeFile(path.join(cwd, '.code-mode', 'mcp.json'), JSON.stringify(definition))
    const listed = await cli(['tools', 'list', '--json'], { cwd })
    expect(listed.stderr).toBe('')
    expect(JSON.parse(listed.stdout)).toMatchObject([
      { name: 'echo' },
      { name: 'slow', callables: [{ name: 'wave', signature: 'wave() -> Any' }] },
    ])
    expect(await cli(['tools', 'call', 'slow.wave'], { cwd })).toEqual({
      code: 0,
      stdout: 'waved\n',
      stderr: '',
    })
  })

  it('what is kept in the base is listed without starting a server', async () => {
    const cwd = await temporaryFolder()
    await mkdir(path.join(cwd, '.code-mode'))
    const definition = { mcpServers: { eager: { command: 'touch', args: [path.join(cwd, 'started')] } } }
    await writeFile(path.join(cwd, '.code-mode', 'mcp.json'), JSON.stringify(definition))
    for (const noun of ['workflows', 'artifacts', 'deps']) {
      expect((await cli([noun, 'list'], { cwd })).code).toBe(0)
    }
    expect(await readdir(cwd)).toEqual(['.code-mode'])
    await cli(['tools', 'list'], { cwd })
    expect(await readdir(cwd)).toContain('started')
  })
})
