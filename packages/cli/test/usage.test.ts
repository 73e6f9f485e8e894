import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../core/test/support/temporary-folder.ts'
import { cli, projectFolder } from './support/cli.ts'

it.each([
  [['toosl'], "unknown command 'toosl'\n(Did you mean tools?)\nSee code-mode --help.\n"],
  [['tools', 'lst'], "unknown command 'lst'\n(Did you mean list?)\nSee code-mode tools --help.\n"],
  [
    ['run', '--timeot', '3s'],
    "unknown option '--timeot'\n(Did you mean --timeout?)\nSee code-mode run --help.\n",
  ],
  [['tools', 'show'], "missing required argument 'tool'\nSee code-mode tools show --help.\n"],
  [
    ['run'],
    'There is no program. Give a file, - for standard input, or -c CODE.\nSee code-mode run --help.\n',
  ],
  [
    ['run', 'x.py', '-c', '1'],
    'Give a file or -c, not both: "x.py" and -c are there.\nSee code-mode run --help.\n',
  ],
  [
    ['run', '-c', '1', '--timeout', '0'],
    '--timeout: "0" is not a duration above zero. Write 30s, 500ms, 2m or a number of seconds.\nSee code-mode run --help.\n',
  ],
  [['init', '--write'], '--write needs --client.\nSee code-mode init --help.\n'],
])('%j is refused with exit code 2, on stderr alone, and makes nothing', async (args, message) => {
  const cwd = await temporaryFolder()
  expect(await cli(args, { cwd, env: { HOME: cwd } })).toEqual({
    code: 2,
    stdout: '',
    stderr: `code-mode: ${message}`,
  })
  expect(await readdir(cwd)).toEqual([])
})

it('an error of the library has its code, its message and its hint, and exit code 1', async () => {
  const cwd = await projectFolder()
  expect(await cli(['tools', 'show', 'crul'], { cwd })).toEqual({
    code: 1,
    stdout: '',
    stderr: 'TOOL_NOT_FOUND: There is no tool "crul". Did you mean "curl"?\n',
  })
  const refused = await cli(['deps', 'add', 'bad req!!'], { cwd })
  expect(refused.code).toBe(1)
  expect(refused.stderr).toMatch(/^REQUIREMENT_INVALID: .*\nHint: .*pandas/u)
})

it('the base is --base, before or behind the command, else ./.code-mode, else ~/.code-mode', async () => {
  const [home, cwd] = [await temporaryFolder(), await temporaryFolder()]
  const workflow = async (base: string, name: string): Promise<void> => {
    await mkdir(path.join(base, 'workflows'), { recursive: true })
    await writeFile(path.join(base, 'workflows', `${name}.py`), 'def run():\n    return 1\n')
  }
  const listed = async (...args: string[]): Promise<string[]> => {
    const outcome = await cli(args, { cwd, env: { HOME: home } })
    return (JSON.parse(outcome.stdout) as { name: string }[]).map(({ name }) => name)
  }
  await workflow(path.join(home, '.code-mode'), 'of_home')
  expect(await listed('workflows', 'list', '--json')).toEqual(['of_home'])
  await workflow(path.join(cwd, '.code-mode'), 'of_here')
  expect(await listed('--json', 'workflows', 'list')).toEqual(['of_here'])
  await workflow(path.join(cwd, 'other'), 'of_other')
  expect(await listed('workflows', 'list', '--json', '--base', 'other')).toEqual(['of_other'])
  expect(await listed('--base', 'other', 'workflows', '--json', 'list')).toEqual(['of_other'])
  expect(await listed('--base=~/.code-mode', 'workflows', 'list', '--json')).toEqual(['of_home'])
})

it('a base that cannot be used is said with the reason', async () => {
  const cwd = await temporaryFolder()
  await writeFile(path.join(cwd, 'file'), '')
  const { code, stderr } = await cli(['workflows', 'list', '--base', 'file'], { cwd })
  expect(code).toBe(1)
  expect(stderr).toMatch(/^STORAGE_UNUSABLE: .*file/u)
})
