import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import type { CommandContext } from './context.ts'
import { UsageError } from './usage-error.ts'

/** The text of a file, or of standard input for `-`. */
export async function readSource(context: CommandContext, file: string): Promise<string> {
  if (file !== '-') return await readFile(resolve(context.cwd, file), 'utf8')
  if (context.stdin.isTTY) context.note('Reading from the terminal until Ctrl-D.')
  return await abortable(text(context.stdin), context.signal)
}

/** Standard input for what streams. */
export function inputStream(context: CommandContext): AsyncIterable<Uint8Array> {
  if (context.stdin.isTTY) throw new UsageError('Give a file, or send the data to standard input.')
  return context.stdin
}

async function abortable<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return await Promise.race([
    work,
    new Promise<never>((_, reject) => {
      const abort = (): void => reject(signal.reason as Error)
      if (signal.aborted) abort()
      else signal.addEventListener('abort', abort, { once: true })
    }),
  ])
}
