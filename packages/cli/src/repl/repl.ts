import { constants } from 'node:os'
import type { SessionApi } from '@code-mode/core'
import type { CellReader } from './cell-reader.ts'
import { CellRunner } from './cell-runner.ts'
import { complete } from './complete/completion.ts'
import type { Completion } from './complete/completion.ts'
import { knownNames, NO_NAMES } from './complete/known-names.ts'
import { defaultHistoryFile, HistoryFile } from './history-file.ts'
import { PERCENT_COMMANDS, runPercent } from './percent-commands.ts'
import { parsePercent } from './percent-syntax.ts'
import { PlainReader } from './plain-reader.ts'
import { Printer } from './printer.ts'
import { ScriptReader } from './script-reader.ts'
import type { SessionEvents } from './session-events.ts'
import { TerminalReader } from './terminal-reader.ts'

export interface ReplOptions {
  /** Stays open: who made it closes it. */
  readonly session: SessionApi
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
  /** Where failures go when the output is no terminal. @defaultValue the output */
  readonly errors?: NodeJS.WriteStream
  /** @defaultValue `code-mode/repl-history` in `$XDG_STATE_HOME`, else in `~/.local/state` */
  readonly historyFile?: string
  /** @defaultValue `process.env` */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** The events of the session, so that output of the background and lost variables are told as soon as they are known. */
  readonly events?: SessionEvents
}

/** What completion waits for the lists of tools and files at most, in milliseconds. */
const NAMES_TIMEOUT_MS = 1_000
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * A prompt for Python programs in a session; a script where the input is no terminal.
 *
 * @returns the exit code: 0, 1 when a cell of a script failed, 130 and the like when a signal ended it
 */
export async function repl(options: ReplOptions): Promise<number> {
  const { session, input, output, env = process.env, events } = options
  const printer = new Printer(output, options.errors ?? output, env)
  const runner = new CellRunner(session, printer, { hearsEnds: events !== undefined })
  const onTerminal = input.isTTY
  const reader = onTerminal ? typedCells(options, runner, printer) : new ScriptReader(input)
  const unfollow = events?.follow((event) =>
    runner.hear(event, (write) =>
      reader.aside((atPrompt) => {
        write()
        if (atPrompt) printer.freshLine()
      }),
    ),
  )
  const end = endBySignal(runner, reader, { onTerminal })
  try {
    if (output.isTTY && onTerminal)
      printer.line(printer.paint('dim', 'Python in a code-mode session. %help says more, Ctrl-D leaves.'))
    return await Promise.race([end.signalled, readCells(reader, { session, runner, printer }, onTerminal)])
  } finally {
    end.close()
    unfollow?.()
    reader.close()
  }
}

async function readCells(
  reader: CellReader,
  context: Parameters<typeof runPercent>[1],
  onTerminal: boolean,
): Promise<number> {
  let failed = false
  for (let cell = await reader.read(); cell !== undefined; cell = await reader.read()) {
    const command = parsePercent(cell)
    const outcome =
      command === undefined ? await runProgram(cell, context.runner) : await runPercent(command, context)
    if (outcome === 'quit') break
    failed ||= outcome === 'failed'
  }
  return failed && !onTerminal ? 1 : 0
}

async function runProgram(cell: string, runner: CellRunner): Promise<'done' | 'failed' | 'quit'> {
  if (cell.trim() === '') return 'done'
  // In Python's own prompt these leave; in a program they would only end it.
  if (/^\s*(?:exit|quit)\s*(?:\(\s*\))?\s*$/u.test(cell)) return 'quit'
  return (await runner.run(cell)) ? 'done' : 'failed'
}

function typedCells(options: ReplOptions, runner: CellRunner, printer: Printer): CellReader {
  const { session, input, output, env = process.env } = options
  if (!output.isTTY || env['TERM'] === 'dumb') return new PlainReader(input, output)
  let names = NO_NAMES
  return new TerminalReader({
    input,
    output,
    history: new HistoryFile(options.historyFile ?? defaultHistoryFile(env)),
    complete: async (before): Promise<Completion> => {
      const asked = knownNames(session).then((known) => {
        names = known
      })
      await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, NAMES_TIMEOUT_MS).unref())])
      return complete(before, { names, variables: runner.variables, commands: PERCENT_COMMANDS })
    },
    onInterrupt: () => void runner.interrupt(),
    onHistoryFailure: (error) =>
      printer.failure(printer.paint('yellow', `The history is not kept: ${String(error)}`)),
  })
}

/** On a terminal SIGINT stops the cell, as Ctrl-C does; elsewhere, and with the other signals, it is the end. */
function endBySignal(
  runner: CellRunner,
  reader: CellReader,
  { onTerminal }: { readonly onTerminal: boolean },
): { readonly signalled: Promise<number>; close(): void } {
  let end = (_exitCode: number): void => {}
  const signalled = new Promise<number>((resolve) => {
    end = resolve
  })
  const receive = (name: NodeJS.Signals): void => {
    if (!runner.interrupt() && name === 'SIGINT') reader.clear?.()
    if (!onTerminal || name !== 'SIGINT') end(128 + constants.signals[name])
  }
  for (const name of SIGNALS) process.on(name, receive)
  return {
    signalled,
    close: () => {
      for (const name of SIGNALS) process.off(name, receive)
    },
  }
}
