import { resolve } from 'node:path'
import type { RunOptions, RunResult, SessionOptions } from '@code-mode/core'
import { durationMs } from '../program/duration.ts'
import type { CommandInput, OptionSpec } from '../program/command.ts'
import type { CommandContext } from '../program/context.ts'
import { UsageError } from '../program/usage-error.ts'
import { DisplayFiles } from './display-files.ts'
import { exitCodeOf, printOutcome, showProgress, streamTo } from './run-output.ts'

/** What every command that runs a program takes. */
export const RUN_OPTIONS: readonly OptionSpec[] = [
  { flags: '--timeout <time>', description: 'longest time: 30s, 500ms, 2m (default: 50s)' },
  { flags: '--for-model', description: 'print exactly what a model would read' },
  { flags: '--images <folder>', description: 'where pictures are written (default: a temporary folder)' },
]

/** Has a run done and shows it in the way that was asked for. Gives the exit code. */
export async function printRun(
  context: CommandContext,
  input: CommandInput,
  start: (options: RunOptions) => Promise<RunResult>,
): Promise<number> {
  const forModel = input.flag('for-model')
  if (forModel && context.json) throw new UsageError('--for-model and --json cannot be used together.')
  const quiet = forModel || context.json
  const timeout = input.text('timeout')
  const images = input.text('images')
  const displays = new DisplayFiles(images === undefined ? undefined : resolve(context.cwd, images))
  const result = await start({
    signal: context.signal,
    ...(timeout === undefined ? {} : { timeoutMs: durationMs('timeout', timeout) }),
    ...(quiet ? {} : { onEvent: streamTo(context, displays) }),
  })
  if (context.json) context.printJson(result)
  else if (forModel) await printForModel(context, result)
  else printOutcome(context, result)
  return exitCodeOf(result)
}

/** Packages that are installed before the first run are told while that is done. */
export function withProgress(context: CommandContext): SessionOptions {
  return { onEvent: (event) => showProgress(context, event) }
}

async function printForModel(context: CommandContext, result: RunResult): Promise<void> {
  const { renderResult } = await import('@code-mode/core')
  for (const content of renderResult(result)) {
    context.print(content.type === 'text' ? content.text : `[${content.mimeType}]`)
  }
}
