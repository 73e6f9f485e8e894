import { durationMs } from '../program/duration.ts'
import type { CommandSpec } from '../program/command.ts'
import { UsageError } from '../program/usage-error.ts'

/** Somebody at a prompt can stop a program with Ctrl-C, so no clock does: a day, in milliseconds. */
const TERMINAL_TIMEOUT_MS = 86_400_000

/** A prompt for programs. */
export const repl: CommandSpec = {
  name: 'repl',
  summary: 'type Python programs at a prompt with history and completion',
  details:
    'Type Python with tools, workflows, artifacts and deps. Variables last from cell to cell. Tab completes, ' +
    'Ctrl-C stops the program and keeps the variables, %help shows the commands of the prompt, Ctrl-D leaves.\n\n' +
    'What comes from a pipe runs cell by cell, without prompts. Exit code: 1 when a cell of it failed.',
  options: [
    {
      flags: '--timeout <time>',
      description: 'longest time of one cell (default: 50s; on a terminal a day)',
    },
    { flags: '--history <file>', description: 'where cells are kept (default: below ~/.local/state)' },
  ],
  examples: ['code-mode repl', "echo 'tools.list()' | code-mode repl"],
  ownSignals: true,
  run: async (context, input) => {
    if (context.json) throw new UsageError('A prompt does not answer in JSON. Use code-mode run --json.')
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
