import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../core/test/support/temporary-folder.ts'
import { COMMANDS } from '../src/commands/commands.ts'
import { PROGRAM } from './support/cli.ts'

const ROOT = path.join(import.meta.dirname, '..', '..', '..')
const PAGE = await readFile(path.join(ROOT, 'docs', 'cli.md'), 'utf8')
const README = await readFile(path.join(ROOT, 'packages', 'cli', 'README.md'), 'utf8')

const commands = COMMANDS.flatMap((entry) =>
  'commands' in entry
    ? entry.commands.map((spec) => ({ path: `${entry.name} ${spec.name}`, spec }))
    : [{ path: entry.name, spec: entry }],
)

const fences = (text: string, language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gmsu'))].map((fence) => fence[1] ?? '')

describe('docs/cli.md', () => {
  it('has each command with its arguments, and no other', () => {
    const told = [...PAGE.matchAll(/^\| `(code-mode [^`]+)`/gmu)].map((match) => match[1])
    const there = commands.map(({ path: name, spec }) =>
      ['code-mode', name, ...(spec.operands ?? []).map((operand) => operand.name)].join(' '),
    )
    expect(told.toSorted()).toEqual(there.toSorted())
  })

  it('has each option, and no other', () => {
    const told = new Set(PAGE.match(/(?<=[\s`(])--[a-z-]+/gu))
    const there = commands.flatMap(({ spec }) =>
      (spec.options ?? []).flatMap(({ flags }) => flags.match(/--[a-z-]+/gu)),
    )
    expect([...told].toSorted()).toEqual(
      [...new Set([...there, '--base', '--json', '--help', '--version'])].toSorted(),
    )
  })
})

describe.each([
  ['docs/cli.md', fences(PAGE, 'sh')[0] ?? ''],
  ['README.md', fences(README, 'sh')[1] ?? ''],
])('the first lines of %s', (_, lines) => {
  it('work one after another in an empty folder', async () => {
    const cwd = await temporaryFolder()
    const quoted = PROGRAM.map((word) => `'${word}'`).join(' ')
    await writeFile(path.join(cwd, 'script'), `set -eo pipefail\ncode-mode() { ${quoted} "$@"; }\n${lines}`)
    const { stdout, stderr } = await promisify(execFile)('bash', ['script'], {
      cwd,
      env: { ...process.env, HOME: cwd },
    })
    expect(stderr).toBe('')
    expect(stdout).toContain('curl')
    expect(stdout).toMatch(/\[1, 2, 3\]|'some text\\n'/u)
    expect(stdout).toContain('Nothing is broken.')
  })
})

it('the program of the README runs', async () => {
  const cwd = await temporaryFolder()
  const source = JSON.stringify(path.join(ROOT, 'packages', 'cli', 'src', 'index.ts'))
  const [program = ''] = fences(README, 'js')
  await writeFile(path.join(cwd, 'program.mjs'), program.replace("'@code-mode/cli'", source))
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@code-mode/source', 'program.mjs'],
    { cwd },
  )
  expect(stdout).toBe('42\n')
})
