import { chmod, lstat, mkdir, readdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../core/test/support/temporary-folder.ts'
import { clientSettings } from '../src/clients/settings.ts'
import { VERSION } from '../src/version.ts'
import { cli, cliJson } from './support/cli.ts'

describe('code-mode init', () => {
  it('makes a base whose parts all load, and says what to do next', async () => {
    const cwd = await temporaryFolder()
    const outcome = await cli(['init'], { cwd })
    expect(outcome).toMatchObject({ code: 0, stderr: '' })
    expect(outcome.stdout).toContain("Next: code-mode run -c 'tools.list()'")
    expect((await readdir(path.join(cwd, '.code-mode'))).toSorted()).toEqual([
      'artifacts',
      'mcp.json',
      'requirements.txt',
      'tools',
      'workflows',
    ])
    const doctor = (await cliJson(['doctor'], { cwd })) as { findings: { name: string; message: string }[] }
    expect(doctor).toMatchObject({ ok: true })
    const messages = Object.fromEntries(doctor.findings.map(({ name, message }) => [name, message]))
    // The server of the example is not enabled: nothing is fetched before somebody asks for it.
    expect(messages).toMatchObject({ tools: 'curl', workflows: '1', packages: 'none are listed' })
  })

  it('gives a user a tool, a workflow and a run in two commands', async () => {
    const cwd = await temporaryFolder()
    await writeFile(path.join(cwd, 'page.txt'), 'The text of a page')
    expect((await cli(['init'], { cwd })).code).toBe(0)
    const url = `file://${path.join(cwd, 'page.txt')}`
    const outcome = await cli(
      ['run', '-c', `workflows.fetch_text(url=${JSON.stringify(url)}, characters=8)`],
      { cwd },
    )
    expect(outcome).toEqual({ code: 0, stdout: "'The text'\n", stderr: '' })
  })

  it('never overwrites: what exists is kept, what is missing is made', async () => {
    const cwd = await temporaryFolder()
    await cliJson(['init', 'my base'], { cwd })
    const file = path.join(cwd, 'my base', 'tools', 'curl.yaml')
    await writeFile(file, 'name: mine\ncommand: true\n')
    await rename(path.join(cwd, 'my base', 'mcp.json'), path.join(cwd, 'gone'))
    const again = (await cliJson(['init', 'my base'], { cwd })) as {
      files: { path: string; made: boolean }[]
    }
    expect(again.files.filter(({ made }) => made).map((one) => one.path)).toEqual(['mcp.json'])
    expect(await readFile(file, 'utf8')).toBe('name: mine\ncommand: true\n')
    expect(await readFile(path.join(cwd, 'my base', 'mcp.json'))).toEqual(
      await readFile(path.join(cwd, 'gone')),
    )
  })
})

describe('code-mode init --client', () => {
  it.each([
    ['claude', '.mcp.json', 'mcpServers'],
    ['cursor', '.cursor/mcp.json', 'mcpServers'],
    ['vscode', '.vscode/mcp.json', 'servers'],
  ])('%s prints the settings and writes %s only with --write', async (client, name, key) => {
    const cwd = await temporaryFolder()
    const file = path.join(cwd, name)
    const printed = await cli(['init', '--client', client], { cwd })
    const server = ['-y', `@code-mode/mcp@${VERSION}`, '--base', path.join(cwd, '.code-mode')]
    expect(printed.stdout).toContain(`"${key}": {\n    "code-mode": {`)
    expect(printed.stdout.includes('claude mcp add code-mode -- npx -y')).toBe(client === 'claude')
    await expect(stat(file)).rejects.toThrow('ENOENT')
    expect((await cli(['init', '--client', client, '--write'], { cwd })).stdout).toContain(`Wrote ${file}`)
    const written = JSON.parse(await readFile(file, 'utf8')) as Record<string, Record<string, unknown>>
    expect(written[key]?.['code-mode']).toMatchObject({ command: 'npx', args: server })
    const before = await stat(file)
    expect((await cli(['init', '--client', client, '--write'], { cwd })).stdout).toContain('has it already')
    expect((await stat(file)).mtimeMs).toBe(before.mtimeMs)
  })

  it('keeps other entries, indentation, rights and links, and a copy of the old file', async () => {
    const cwd = await temporaryFolder()
    const real = path.join(cwd, 'settings.json')
    const file = path.join(cwd, '.mcp.json')
    const old =
      '{\n    "other": [1],\n    "mcpServers": { "code-mode": { "command": "old" }, "z": { "url": "u" } }\n}\n'
    await writeFile(real, old)
    await chmod(real, 0o600)
    await symlink(real, file)
    const answer = (await cliJson(['init', '--client', 'claude', '--write'], { cwd })) as {
      client: { entry: unknown }
      merged: unknown
    }
    expect(answer.merged).toEqual({ file: real, changed: true, backup: `${real}.bak` })
    const text = await readFile(file, 'utf8')
    expect(JSON.parse(text)).toEqual({
      other: [1],
      mcpServers: { 'code-mode': answer.client.entry, z: { url: 'u' } },
    })
    expect(text).toMatch(/^ {4}"other"/mu)
    expect((await lstat(file)).isSymbolicLink()).toBe(true)
    expect((await stat(real)).mode & 0o777).toBe(0o600)
    expect(await readFile(`${real}.bak`, 'utf8')).toBe(old)
    await writeFile(real, '{}')
    await cliJson(['init', '--client', 'claude', '--write'], { cwd })
    expect(await readFile(`${real}.bak`, 'utf8')).toBe(old)
    expect(await readFile(`${real}.bak2`, 'utf8')).toBe('{}')
    expect((await readdir(cwd)).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it.each([
    ['{\n  "mcpServers": {},\n}', /mcp\.json:3:1: .*not valid JSON.*Nothing was written/u],
    ['// mine\n{}', /mcp\.json:1:1: .*not valid JSON.*Nothing was written/u],
    ['[]', /mcp\.json: there must be an object with "mcpServers"/u],
    ['{"mcpServers": 3}', /mcp\.json: "mcpServers" must be an object/u],
  ])('tells file and line of %j, and leaves it alone', async (old, message) => {
    const cwd = await temporaryFolder()
    const file = path.join(cwd, '.cursor', 'mcp.json')
    await mkdir(path.dirname(file))
    await writeFile(file, old)
    const { code, stderr } = await cli(['init', '--client', 'cursor', '--write'], { cwd })
    expect(code).toBe(1)
    expect(stderr).toMatch(message)
    expect(await readFile(file, 'utf8')).toBe(old)
    expect(await readdir(path.dirname(file))).toEqual(['mcp.json'])
  })

  it('has the form for Windows, where npx is a script', () => {
    const { entry } = clientSettings('cursor', { base: 'C:\\base', cwd: 'C:\\', platform: 'win32' })
    const args = ['/c', 'npx', '-y', `@code-mode/mcp@${VERSION}`, '--base', 'C:\\base']
    expect(entry).toEqual({ command: 'cmd', args })
  })
})
