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

describe('the flags of HTTP', () => {
  const httpOf = (...args: readonly string[]): unknown => {
    const command = parseFlags(args)
    return command.kind === 'serve' ? command.flags.http : command
  }

  it('listens on the loopback and asks for the token of CODE_MODE_TOKEN unless more is said', () => {
    expect(httpOf('--http', '8765')).toEqual({
      host: '127.0.0.1',
      port: 8765,
      tokenVariable: 'CODE_MODE_TOKEN',
      allowedHosts: [],
      allowedOrigins: [],
      idleMs: undefined,
      maxSessions: undefined,
    })
  })

  it('takes all of them', () => {
    const names = [
      '--allow-host',
      'a.example',
      '--allow-host=b.example:8443',
      '--allow-origin=https://c.example',
    ]
    const bounds = ['--idle', '90s', '--max-sessions', '3', '--auth-token-env', 'MINE']
    expect(httpOf('--http', '[::]:0', ...names, ...bounds)).toEqual({
      host: '[::]',
      port: 0,
      tokenVariable: 'MINE',
      allowedHosts: ['a.example', 'b.example:8443'],
      allowedOrigins: ['https://c.example'],
      idleMs: 90_000,
      maxSessions: 3,
    })
    expect(httpOf('--http', 'localhost:1', '--no-auth')).toMatchObject({ tokenVariable: undefined })
  })

  it.each([
    [
      ['--http', '0.0.0.0:80', '--no-auth'],
      '--no-auth is refused for 0.0.0.0: other machines reach it. Use a token.',
    ],
    [
      ['--http', '1.2.3.4:80', '--no-auth'],
      '--no-auth is refused for 1.2.3.4: other machines reach it. Use a token.',
    ],
    [
      ['--http', '127.0.0.1.evil.example:80', '--no-auth'],
      '--no-auth is refused for 127.0.0.1.evil.example: other machines reach it. Use a token.',
    ],
    [
      ['--http', '80', '--no-auth', '--auth-token-env', 'X'],
      '--no-auth and --auth-token-env exclude each other.',
    ],
    [['--no-auth'], '--no-auth is for HTTP: say --http [HOST:]PORT as well.'],
    [['--idle', '3s'], '--idle is for HTTP: say --http [HOST:]PORT as well.'],
    [
      ['--http', 'here'],
      '--http: "here" is no address. Write 8765, 127.0.0.1:8765 or [::1]:8765; port 0 is any free one.',
    ],
    [
      ['--http', '70000'],
      '--http: "70000" is no address. Write 8765, 127.0.0.1:8765 or [::1]:8765; port 0 is any free one.',
    ],
    [
      ['--http', '80', '--allow-origin', 'https://a.example/x'],
      '--allow-origin: "https://a.example/x" is no origin. Write https://app.example.com, without a path.',
    ],
    [
      ['--http', '80', '--allow-host', 'https://a.example'],
      '--allow-host: "https://a.example" is no host. Write code.example.com or code.example.com:8443.',
    ],
    [['--http', '80', '--max-sessions', '0'], '--max-sessions: "0" is no number of sessions above zero.'],
  ])('refuses %j with a sentence', (args, message) => {
    expect(parseFlags(args)).toEqual({ kind: 'usage-error', message })
  })
})
