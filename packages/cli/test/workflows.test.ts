import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../core/test/support/temporary-folder.ts'
import { cli, cliJson } from './support/cli.ts'

const ADD =
  'def run(n: int, names: list = [], loud: bool = False):\n    """Adds one."""\n    return [n + 1, names, loud]\n'

async function baseWithAdd(): Promise<string> {
  const cwd = await temporaryFolder()
  const outcome = await cli(['workflows', 'create', 'add', '-', '--base', '.code-mode'], { cwd, input: ADD })
  expect(outcome).toMatchObject({ code: 0, stderr: '' })
  return cwd
}

/** An editor that does something to the file. */
async function editor(folder: string, program: string): Promise<string> {
  const file = path.join(folder, 'my editor.mjs')
  await writeFile(
    file,
    `import { readFileSync, writeFileSync } from 'node:fs'\nconst file = process.argv.at(-1)\n${program}\n`,
  )
  await chmod(file, 0o755)
  return `"${process.execPath}" "${file}" --wait`
}

describe('code-mode workflows', () => {
  it('creates from a file or standard input, lists, searches, shows and deletes', async () => {
    const cwd = await baseWithAdd()
    await writeFile(path.join(cwd, 'w.py'), 'def run():\n    return 1\n')
    const options = ['--description', 'Gives one']
    expect((await cli(['workflows', 'create', 'one', 'w.py', ...options], { cwd })).code).toBe(0)
    expect((await cli(['workflows', 'list'], { cwd })).stdout).toBe(
      'workflow  parameters        description\nadd       n [names] [loud]  Adds one.\none                         Gives one\n',
    )
    expect(await cliJson(['workflows', 'search', 'gives'], { cwd })).toMatchObject([{ name: 'one' }])
    const shown = (await cli(['workflows', 'show', 'add'], { cwd })).stdout
    expect(shown).toContain(ADD)
    expect(shown).toMatch(/^n +integer +required$/mu)
    expect((await cli(['workflows', 'delete', 'one'], { cwd })).stdout).toBe('Deleted the workflow one.\n')
    expect(await readdir(path.join(cwd, '.code-mode', 'workflows'))).not.toContain('one.py')
  })

  it('replaces only with --replace, and saves nothing that is no workflow', async () => {
    const cwd = await baseWithAdd()
    const create = async (input: string, ...more: string[]) =>
      await cli(['workflows', 'create', 'add', '-', ...more], { cwd, input })
    expect(await create('def run(): return 2')).toMatchObject({ code: 1, stdout: '' })
    const TWO = 'def run():\n    """Gives two."""\n    return 2\n'
    const broken = await create('def run(:\n', '--replace')
    expect(broken.code).toBe(1)
    expect(broken.stderr).toMatch(/^WORKFLOW_INVALID: Workflow "add", line 1: /u)
    const file = path.join(cwd, '.code-mode', 'workflows', 'add.py')
    expect(await readFile(file, 'utf8')).toBe(ADD)
    expect((await create(TWO, '--replace')).code).toBe(0)
    expect(await readFile(file, 'utf8')).toBe(TWO)
  })

  it('runs with arguments of the types of the parameters', async () => {
    const cwd = await baseWithAdd()
    const run = async (...args: string[]) => await cli(['workflows', 'run', 'add', ...args], { cwd })
    expect((await run('n=4', 'names=a', 'names=b', 'loud=true')).stdout).toBe("[5, ['a', 'b'], True]\n")
    expect((await run('--args', '{"n": 1, "names": [null]}', 'n=2')).stdout).toBe('[3, [None], False]\n')
    expect(JSON.parse((await run('n=4', '--json')).stdout)).toMatchObject({ ok: true, value: [5, [], false] })
    const missing = await run()
    expect(missing.code).toBe(1)
    expect(missing.stderr).toContain("missing 1 required positional argument: 'n'")
    const wrong = await cli(['workflows', 'run', 'ad'], { cwd })
    expect(wrong).toMatchObject({
      code: 1,
      stderr: 'WORKFLOW_NOT_FOUND: There is no workflow "ad". Did you mean "add"?\n',
    })
  })
})

describe('code-mode workflows edit', () => {
  it('opens the editor without a shell, and saves what is a workflow still', async () => {
    const cwd = await baseWithAdd()
    const EDITOR = await editor(
      cwd,
      "writeFileSync(file, readFileSync(file, 'utf8').replace('n + 1', 'n + 100'))",
    )
    const outcome = await cli(['workflows', 'edit', 'add'], { cwd, env: { EDITOR, VISUAL: '' } })
    expect(outcome).toMatchObject({
      code: 0,
      stdout: `Saved ${path.join(cwd, '.code-mode', 'workflows', 'add.py')}\n`,
    })
    expect((await cli(['workflows', 'run', 'add', 'n=1'], { cwd })).stdout).toBe('[101, [], False]\n')
    // A shell would make a file of this.
    const hostile = { EDITOR: `${EDITOR} ; touch made-by-a-shell`, VISUAL: '' }
    await cli(['workflows', 'edit', 'add'], { cwd, env: hostile })
    expect(await readdir(cwd)).not.toContain('made-by-a-shell')
  })

  it('keeps what is refused in a file, and the workflow as it was', async () => {
    const cwd = await baseWithAdd()
    const EDITOR = await editor(cwd, "writeFileSync(file, 'def run(:')")
    const outcome = await cli(['workflows', 'edit', 'add'], { cwd, env: { EDITOR, VISUAL: '', TMPDIR: cwd } })
    expect(outcome.code).toBe(1)
    const [, kept = ''] = /^Your text is in (.*)$/mu.exec(outcome.stderr) ?? []
    expect(await readFile(kept, 'utf8')).toBe('def run(:')
    expect(outcome.stderr).toContain('WORKFLOW_INVALID: ')
    expect(await readFile(path.join(cwd, '.code-mode', 'workflows', 'add.py'), 'utf8')).toBe(ADD)
  })

  it('does not write over what somebody else wrote meanwhile', async () => {
    const cwd = await baseWithAdd()
    const file = path.join(cwd, '.code-mode', 'workflows', 'add.py')
    const theirs = 'def run(): return "theirs"\n'
    const EDITOR = await editor(
      cwd,
      `writeFileSync(file, 'def run(): return 3')\nwriteFileSync(${JSON.stringify(file)}, ${JSON.stringify(theirs)})`,
    )
    const outcome = await cli(['workflows', 'edit', 'add'], { cwd, env: { EDITOR, VISUAL: '', TMPDIR: cwd } })
    expect(outcome.code).toBe(1)
    expect(outcome.stderr).toContain('Somebody else changed the workflow "add" meanwhile')
    expect(await readFile(file, 'utf8')).toBe(theirs)
  })

  it('changes nothing when the editor fails, is not there, or changed nothing', async () => {
    const cwd = await baseWithAdd()
    const edit = async (EDITOR: string) =>
      await cli(['workflows', 'edit', 'add'], { cwd, env: { EDITOR, VISUAL: '', TMPDIR: cwd } })
    expect(await edit(await editor(cwd, 'process.exitCode = 3'))).toMatchObject({ code: 1 })
    expect((await edit('no-such-editor')).stderr).toMatch(
      /"no-such-editor" could not be started: .* Set EDITOR\./u,
    )
    expect(await edit(await editor(cwd, ''))).toEqual({
      code: 0,
      stdout: '',
      stderr: 'Nothing was changed.\n',
    })
    expect((await readdir(cwd)).filter((name) => name.startsWith('code-mode-edit-'))).toEqual([])
  })
})
