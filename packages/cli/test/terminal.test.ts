import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { missingComponent } from '../../core/test/support/requires.ts'
import { PROGRAM, projectFolder } from './support/cli.ts'

/** Runs the program on a terminal of its own of 80 columns; gives all that it shows. */
async function onTerminal(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const program = [
    'import os, pty, sys, fcntl, termios, struct',
    'pid, terminal = pty.fork()',
    'if pid == 0: os.execvp(sys.argv[1], sys.argv[1:])',
    'fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))',
    'try:',
    '    while data := os.read(terminal, 65536): os.write(1, data)',
    'except OSError: pass',
    'sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))',
  ].join('\n')
  const child = spawn('python3', ['-c', program, ...PROGRAM, ...args], {
    cwd,
    env: { ...process.env, TERM: 'xterm-256color', NO_COLOR: '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { shown: (await text(child.stdout)).replaceAll('\r\n', '\n'), code: await exit }
}

it('has colours on a terminal only, and none with NO_COLOR', async (context) => {
  if (process.platform === 'win32')
    return missingComponent('a pseudo-terminal', 'run this test on Linux', context)
  const cwd = await projectFolder()
  const list = ['workflows', 'list']
  expect((await onTerminal(cwd, list)).shown).toContain('\u001B[1mfetch_text\u001B[22m')
  const plain = await onTerminal(cwd, list, { NO_COLOR: '1' })
  expect(plain).toMatchObject({ code: 0 })
  expect(plain.shown).toContain('fetch_text')
  expect(plain.shown).not.toContain('\u001B[')
  expect((await onTerminal(cwd, list, { TERM: 'dumb' })).shown).not.toContain('\u001B[')
})

it('wraps tables at the width of the terminal, and shows what long work does on one line that goes away', async () => {
  const cwd = await projectFolder()
  const tools = await onTerminal(cwd, ['tools', 'show', 'curl'], { NO_COLOR: '1' })
  expect(tools.shown).toContain('Follow redirects')
  const doctor = await onTerminal(cwd, ['doctor'], { NO_COLOR: '1' })
  expect(doctor.shown).toContain('Checking: interpreter…')
  // Whatever was shown of it is erased before the next thing is written.
  const visible = doctor.shown.split('\n').map((line) => line.slice(line.lastIndexOf('\u001B[K') + 1))
  expect(visible.join('\n')).not.toContain('Checking')
})
