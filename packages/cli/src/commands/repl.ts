import { durationMs } from '../program/duration.ts'
import type { CommandSpec } from '../program/command.ts'

/** Somebody at a prompt can stop a program with Ctrl-C, so no clock does: a day, in milliseconds. */
const TERMINAL_TIMEOUT_MS = 86_400_000

/** A prompt for programs. */
export const repl: CommandSpec = {
  name: 'repl',
  summary: 'type Python programs at a prompt with history and completion',
  details:
    'Type Python with tools, workflows, artifacts and deps; variables last. Ctrl-C stops the\n' +
    'program and keeps them, Tab completes, %help shows the commands of the prompt, Ctrl-D\n' +
    'leaves. A script on standard input runs cell by cell: exit code 1 when a cell failed.',
  options: [
    {
      flags: '--timeout <time>',
      description: 'longest time of one cell (default: none on a terminal, else 50s)',
    },
    { flags: '--history <file>', description: 'where cells are kept (default: in ~/.local/state/code-mode)' },
  ],
  examples: ['code-mode repl', "echo 'tools.list()' | code-mode repl"],
  ownSignals: true,
  run: async (context, input) => {
    const { stdin, stdout, stderr, env } = context
    const [timeout, historyFile] = [input.text('timeout'), input.text('history')]
    const { SessionEvents } = await import('../repl/session-events.ts')
    const { repl } = await import('../repl/repl.ts')
    const events = new SessionEvents()
    const ownTimeout = stdin.isTTY ? { timeoutMs: TERMINAL_TIMEOUT_MS } : {}
    const session = await context.openSession({
      onEvent: events.listener,
      ...(timeout === undefined ? ownTimeout : { timeoutMs: durationMs('timeout', timeout) }),
    })
    return await repl({
      session,
      events,
      input: stdin,
      output: stdout,
      errors: stderr,
      env,
      ...(historyFile === undefined ? {} : { historyFile }),
    })
  },
}
