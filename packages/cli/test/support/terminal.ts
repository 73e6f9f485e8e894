import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { PROGRAM } from './cli.ts'

export interface OnTerminal {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Keys to type once a text is shown. */
  readonly type?: { readonly after: string; readonly keys: string }
}

const HOST = `
import fcntl, os, pty, struct, sys, termios
after, keys, *command = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
shown = b""
try:
    while data := os.read(terminal, 65536):
        os.write(1, data)
        shown += data
        if keys and after.encode() in shown:
            os.write(terminal, keys.encode())
            keys = ""
except OSError:
    pass
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`

/** Runs the program on a terminal of its own of 80 columns; gives all that it shows. */
export async function onTerminal(
  args: readonly string[],
  { cwd, env, type }: OnTerminal,
): Promise<{ readonly shown: string; readonly code: number | null }> {
  const child = spawn('python3', ['-c', HOST, type?.after ?? '', type?.keys ?? '', ...PROGRAM, ...args], {
    cwd,
    env: { ...process.env, TERM: 'xterm-256color', NO_COLOR: '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { shown: (await text(child.stdout)).replaceAll('\r\n', '\n'), code: await exit }
}
