import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { missingComponent } from '../../core/test/support/requires.ts'
import { temporaryFolder } from '../../core/test/support/temporary-folder.ts'
import { cli } from './support/cli.ts'

const execute = promisify(execFile)

/** What is typed, with the word to complete last, and some of what must and must not be offered. */
const CASES: readonly (readonly [
  words: readonly string[],
  has: readonly string[],
  hasNot: readonly string[],
])[] = [
  [[''], ['run', 'tools', 'workflows', 'completion'], ['list', '--timeout']],
  [['wor'], ['workflows'], ['tools']],
  [['tools', ''], ['list', 'search', 'show', 'call'], ['edit']],
  [['--base', 'run', 'tools', 'sh'], ['show'], ['list']],
  [['workflows', 'run', '--'], ['--timeout', '--args', '--json', '--base'], ['--write']],
  [['init', '--client', 'claude', '--w'], ['--write'], ['--client']],
  [['completion', ''], ['bash', 'zsh', 'fish'], ['run']],
  [['run', 'prog'], ['program.py'], []],
  [['tools', 'list', '--base', 'prog'], ['program.py'], []],
]

/** Gives the words that a shell offers, one a line, for a script and what is typed. */
const SHELLS = {
  bash: (script: string, words: readonly string[]) => [
    '-c',
    'source "$0"; COMP_WORDS=(code-mode "$@"); COMP_CWORD=$#; _code_mode; printf "%s\\n" "${COMPREPLY[@]}"',
    script,
    ...words,
  ],
  zsh: (script: string, words: readonly string[]) => [
    '-f',
    '-c',
    // The functions of the completion system, which needs a terminal, give what they are given.
    'compdef() { : }; _describe() { print -l -- "${(@)${(P@)2}%%:*}" }; _files() { print -l -- *(N) }; source "$0"; words=(code-mode "$@"); CURRENT=$#words; _code_mode',
    script,
    ...words,
  ],
  fish: (script: string, words: readonly string[]) => [
    '--no-config',
    '-c',
    'source $argv[1]; complete -C (string join " " -- code-mode $argv[2..-1]) | string replace -r "\\t.*" ""; true',
    script,
    ...words,
  ],
}

describe.each(Object.keys(SHELLS) as (keyof typeof SHELLS)[])('completion for %s', (shell) => {
  it('offers commands, options and files where they belong', async (context) => {
    const there = await execute(shell, ['--version']).catch(() => undefined)
    if (there === undefined) return missingComponent(shell, `apt-get install ${shell}`, context)
    const folder = await temporaryFolder()
    await writeFile(path.join(folder, 'program.py'), '')
    const script = path.join(folder, 'script')
    await writeFile(script, (await cli(['completion', shell])).stdout)
    for (const [words, has, hasNot] of CASES) {
      const { stdout, stderr } = await execute(shell, SHELLS[shell](script, words), {
        cwd: folder,
        env: { ...process.env, HOME: folder },
      })
      expect(stderr).toBe('')
      const last = words.at(-1) ?? ''
      const offered = stdout.split('\n').filter((word) => word !== '' && word.startsWith(last))
      expect({ words, offered }).toEqual({ words, offered: expect.arrayContaining([...has]) })
      for (const word of hasNot) expect(offered).not.toContain(word)
    }
  })
})

it('zsh takes the script into its own completion system', async (context) => {
  const there = await execute('zsh', ['--version']).catch(() => undefined)
  if (there === undefined) return missingComponent('zsh', 'apt-get install zsh', context)
  const folder = await temporaryFolder()
  await writeFile(path.join(folder, 'script'), (await cli(['completion', 'zsh'])).stdout)
  const load = 'autoload -Uz compinit; compinit -u -D; eval "$(cat script)"; print -- $_comps[code-mode]'
  expect(await execute('zsh', ['-f', '-c', load], { cwd: folder })).toMatchObject({
    stdout: '_code_mode\n',
    stderr: '',
  })
})

it('a shell that is not known is refused with those that are', async () => {
  const { code, stderr } = await cli(['completion', 'tcsh'])
  expect(code).toBe(2)
  expect(stderr).toContain('Allowed choices are bash, zsh, fish.')
})
