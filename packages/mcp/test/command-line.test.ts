import { spawn } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { call, connect, PROGRAM } from './support/connect.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the program with stdin closed. */
async function run(flags: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const [command, ...args] = PROGRAM
  const child = spawn(command, [...args, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const [code, stdout, stderr] = await Promise.all([exit, text(child.stdout), text(child.stderr)])
  return { code, stdout, stderr }
}

it.each([
  [
    ['--bass', 'x'],
    'code-mode-mcp: There is no flag --bass. Did you mean --base?\nSee code-mode-mcp --help.\n',
  ],
  [
    ['--timeout', '0'],
    'code-mode-mcp: --timeout: "0" is not a duration above zero. Write 30s, 500ms, 2m or a number of seconds.\nSee code-mode-mcp --help.\n',
  ],
])('refuses %j on stderr with exit code 2 and leaves stdout alone', async (flags, stderr) => {
  expect(await run(flags)).toEqual({ code: 2, stdout: '', stderr })
})

it('prints help that names every flag, and the version of the package', async () => {
  const help = await run(['--help'])
  expect(help.code).toBe(0)
  for (const flag of [
    '--base',
    '--storage',
    '--tools',
    '--timeout',
    '--python',
    '--no-runtime-deps',
    '--no-sync-deps',
  ]) {
    expect(help.stdout).toContain(flag)
  }
  const manifest = JSON.parse(
    await readFile(path.join(import.meta.dirname, '..', 'package.json'), 'utf8'),
  ) as { version: string }
  expect(await run(['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
})

it('says why a base cannot be used, with exit code 1', async () => {
  const file = path.join(await temporaryFolder(), 'file')
  await writeFile(file, '')
  const outcome = await run(['--base', file])
  expect(outcome).toMatchObject({ code: 1, stdout: '' })
  expect(outcome.stderr).toMatch(/^code-mode-mcp: STORAGE_UNUSABLE: .*file/u)
})

it('uses ~/.code-mode of an empty home, whether ~ is written or nothing is', async () => {
  for (const flags of [[], ['--base', '~/.code-mode']]) {
    const home = await temporaryFolder()
    expect(await run(flags, { HOME: home })).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(await readdir(path.join(home, '.code-mode'))).toContain('workflows')
  }
})

it('serves the rest and names both files when two tools have one name', async () => {
  const base = await temporaryFolder()
  await mkdir(path.join(base, 'tools'))
  for (const file of ['a.yaml', 'b.yaml']) {
    await writeFile(path.join(base, 'tools', file), 'name: echo\ndescription: Say it\ncommand: echo\n')
  }
  const { client } = await connect('--base', base)
  await writeFile(path.join(base, 'tools', 'c.yaml'), 'name: other\ndescription: Say it\ncommand: echo\n')
  const listed = await call(client, 'list_tools')
  expect(listed.text).toMatch(/other/u)
  expect(listed.text).toMatch(/Two tools have the name "echo": .*a\.yaml.*b\.yaml/u)
  expect((await call(client, 'run_code', { code: '1 + 1' })).result.isError).toBe(false)
})
