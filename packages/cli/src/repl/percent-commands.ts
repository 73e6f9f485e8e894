import type { SessionApi } from '@code-mode/core'
import { oneLine } from '../output/plain-text.ts'
import { failureText } from '../program/report-failure.ts'
import type { CellRunner } from './cell-runner.ts'
import { nearestWord } from './nearest-word.ts'
import type { Printer } from './printer.ts'

/** What a command of the prompt works with. */
export interface PercentContext {
  readonly session: SessionApi
  readonly runner: CellRunner
  readonly printer: Printer
}

/** What became of it: `quit` leaves the prompt. */
export type PercentOutcome = 'done' | 'failed' | 'quit'

interface PercentCommand {
  readonly usage: string
  readonly summary: string
  run(context: PercentContext, rest: string): Promise<PercentOutcome>
}

const COMMANDS: Readonly<Record<string, PercentCommand>> = {
  time: {
    usage: '%time CODE',
    summary: 'run CODE and say how long it took and how often it called the host',
    run: async ({ runner, printer }, rest) => {
      if (rest.trim() !== '') return (await runner.run(rest, { timed: true })) ? 'done' : 'failed'
      return fail(printer, '%time needs a program: %time sum(range(1000))')
    },
  },
  tools: { usage: '%tools', summary: 'list the tools, and those that could not be loaded', run: listTools },
  reset: {
    usage: '%reset',
    summary: 'start over without variables; what is stored stays',
    run: async ({ session, runner, printer }) => {
      await session.reset()
      runner.forget()
      printer.line('Started over: variables are gone, workflows, artifacts and packages stay.')
      return 'done'
    },
  },
  help: {
    usage: '%help',
    summary: 'show this',
    run: async ({ printer }) => {
      for (const line of helpLines()) printer.line(line)
      return await Promise.resolve('done')
    },
  },
  quit: { usage: '%quit', summary: 'leave (also Ctrl-D)', run: async () => await Promise.resolve('quit') },
}

/** With their `%`, for completion. */
export const PERCENT_COMMANDS: readonly string[] = Object.keys(COMMANDS).map((name) => `%${name}`)

/** Does what a command of the prompt says. */
export async function runPercent(
  { name, rest }: { readonly name: string; readonly rest: string },
  context: PercentContext,
): Promise<PercentOutcome> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command !== undefined) {
    return await command
      .run(context, rest)
      .catch((error: unknown) => fail(context.printer, failureText(error)))
  }
  const nearest = nearestWord(name.replace(/^%/u, '').toLowerCase(), Object.keys(COMMANDS))
  const meant = nearest === undefined ? '%help shows all.' : `Did you mean %${nearest}?`
  return fail(context.printer, `There is no command %${name}. ${meant}`)
}

function fail(printer: Printer, message: string): PercentOutcome {
  printer.failure(printer.paint('red', message))
  return 'failed'
}

function helpLines(): readonly string[] {
  const commands = Object.values(COMMANDS)
  const width = Math.max(...commands.map(({ usage }) => usage.length))
  return [
    'Python, with variables that last. A block ends with a blank line; Tab completes.',
    'There are tools, workflows, artifacts and deps: tools.list(), help(tools.x), …',
    '',
    ...commands.map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`),
    '',
    '  Ctrl-C      stop the program, keep the variables; at the prompt, clear the text',
    '  Up, Ctrl-R  earlier cells; search them',
    '  Alt-Enter   a new line in any case',
  ]
}

async function listTools({ session, printer }: PercentContext): Promise<PercentOutcome> {
  const [tools, problems] = await Promise.all([session.listTools(), session.problems()])
  if (tools.length === 0)
    printer.line('There are no tools. Put a definition into the folder tools/ of the base.')
  for (const tool of tools) {
    printer.line(fit(`${printer.paint('bold', tool.name)}${about(tool.description)}`, printer.columns + 8))
    for (const { name, signature } of tool.callables) {
      const parameters = signature.slice(Math.max(signature.indexOf('('), 0))
      printer.line(
        fit(`  tools.${tool.name}${name === null ? '' : `.${name}`}${parameters}`, printer.columns),
      )
    }
  }
  for (const problem of problems) {
    const place = 'origin' in problem ? problem.origin : problem.location
    printer.failure(printer.paint('yellow', `${oneLine(place)}: ${oneLine(problem.message)}`))
  }
  return 'done'
}

function about(description: string): string {
  return description === '' ? '' : `  ${oneLine(description)}`
}

function fit(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, columns - 1)}…`
}
