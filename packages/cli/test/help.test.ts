import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { sourceFiles } from '../../core/test/support/source-tree.ts'
import { COMMANDS } from '../src/commands/commands.ts'
import { parseCommandLine } from '../src/program/parse.ts'
import { cli } from './support/cli.ts'

const commands = COMMANDS.flatMap((entry) =>
  'commands' in entry
    ? [[entry.name], ...entry.commands.map((spec) => [entry.name, spec.name])]
    : [[entry.name]],
).filter(([name]) => name !== 'mcp')

describe('help', () => {
  it.each([[], ...commands].map((words) => ({ words, line: ['code-mode', ...words].join(' ') })))(
    '$line --help reads at 80 columns and names the options that every command has',
    ({ words, line }) => {
      const shown: string[] = []
      const refused: string[] = []
      const parsed = parseCommandLine([...words, '--help'], {
        entries: COMMANDS,
        stdout: { columns: 80, write: (text) => shown.push(text) },
        stderr: { columns: 80, write: (text) => refused.push(text) },
      })
      expect({ parsed, refused }).toEqual({ parsed: { kind: 'over', exitCode: 0 }, refused: [] })
      const help = shown.join('')
      expect(help).toMatch(new RegExp(`^Usage: ${line} `, 'u'))
      for (const option of ['--base <folder>', '--json']) expect(help).toContain(option)
      expect(help.replace(/\s+/gu, ' ')).toContain('(default: ./.code-mode if it exists, else ~/.code-mode)')
      expect(help.split('\n').filter((each) => each.length > 80)).toEqual([])
    },
  )

  it('is what the program prints, on stdout alone', async () => {
    const { code, stdout, stderr } = await cli(['tools', 'call', '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(
      /^Usage: code-mode tools call .*\n\nCall a tool.*Examples:\n  code-mode tools call/su,
    )
  })

  it('is shown on stderr, with exit code 2, where a command is missing', async () => {
    for (const words of [[], ['tools']]) {
      const { code, stdout, stderr } = await cli(words)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toMatch(/^Usage: code-mode/u)
    }
  })

  it('has the version of the package', async () => {
    const manifest = JSON.parse(
      await readFile(path.join(import.meta.dirname, '..', 'package.json'), 'utf8'),
    ) as {
      version: string
    }
    expect(await cli(['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
  })

  it('loads commander and nothing else that is not its own', async () => {
    const files = new Map((await sourceFiles('cli')).map((file) => [file.path, file]))
    const packages = new Set<string>()
    const seen = new Set<string>()
    const visit = (name: string): void => {
      if (seen.has(name)) return
      seen.add(name)
      for (const { specifier, kind } of files.get(name)?.imports ?? []) {
        if (kind !== 'value') continue
        if (specifier.startsWith('.')) visit(path.posix.join(path.posix.dirname(name), specifier))
        else if (!specifier.startsWith('node:')) packages.add(specifier)
      }
    }
    visit('bin.ts')
    expect(seen.size).toBeGreaterThan(5)
    expect([...packages]).toEqual(['commander'])
  })
})
