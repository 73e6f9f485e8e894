import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseFlags } from './flags.ts'

describe('the command line', () => {
  it('serves ~/.code-mode when nothing is said', () => {
    expect(parseFlags([])).toEqual({
      kind: 'serve',
      flags: {
        base: join(homedir(), '.code-mode'),
        storage: undefined,
        tools: [],
        wrap: [],
        timeoutMs: undefined,
        python: undefined,
        allowRuntimeDeps: true,
        syncDepsOnStart: true,
        http: undefined,
      },
    })
  })

  it('takes every flag, expands ~ and makes paths absolute', () => {
    const args = [
      '--base',
      '~/b',
      '--storage=./s',
      '--tools',
      '~',
      '--tools',
      '/t.yaml',
      '--timeout',
      '2m',
      '--python',
      '3.12',
    ]
    expect(parseFlags([...args, '--no-runtime-deps', '--no-sync-deps'])).toEqual({
      kind: 'serve',
      flags: {
        base: join(homedir(), 'b'),
        storage: resolve('s'),
        tools: [homedir(), '/t.yaml'],
        wrap: [],
        timeoutMs: 120_000,
        python: '3.12',
        allowRuntimeDeps: false,
        syncDepsOnStart: false,
        http: undefined,
      },
    })
  })

  it.each([
    [['--bass', 'x'], 'There is no flag --bass. Did you mean --base?'],
    [['--no-runtime-dep'], 'There is no flag --no-runtime-dep. Did you mean --no-runtime-deps?'],
    [['--timeouts=3s'], 'There is no flag --timeouts. Did you mean --timeout?'],
    [['--xyzzy'], 'There is no flag --xyzzy.'],
    [['folder'], '"folder" is not expected: all settings are flags. For a folder: --base folder'],
    [
      ['--timeout', 'soon'],
      '--timeout: "soon" is not a duration above zero. Write 30s, 500ms, 2m or a number of seconds.',
    ],
    [['--base', ''], '--base needs a path, not an empty text.'],
  ])('refuses %j with a sentence', (args, message) => {
    expect(parseFlags(args)).toEqual({ kind: 'usage-error', message })
  })

  it('says which flag lacks its value', () => {
    const command = parseFlags(['--base'])
    expect(command.kind === 'usage-error' && command.message).toContain("'--base <value>' argument missing")
  })

  it('prefers help to everything else that is right', () => {
    expect(parseFlags(['--base', 'x', '--help'])).toEqual({ kind: 'help' })
    expect(parseFlags(['--version'])).toEqual({ kind: 'version' })
  })
})
