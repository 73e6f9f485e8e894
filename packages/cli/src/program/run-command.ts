import type { Session, SessionOptions } from '@code-mode/core'
import { jsonReady } from '../output/json-ready.ts'
import { painterFor } from '../output/painter.ts'
import { progressOn } from '../output/progress.ts'
import { baseFolder } from './base-folder.ts'
import type { CommandContext } from './context.ts'
import { Interruption } from './interruption.ts'
import type { Parsed } from './parse.ts'
import { reportFailure } from './report-failure.ts'

/** A session that cannot close must not keep a command that is over, in milliseconds. */
const CLOSE_TIMEOUT_MS = 5_000

/**
 * What was interrupted and goes on all the same loses its interpreter, in milliseconds. Core would wait longer, to keep
 * variables that a command has no use for.
 */
const STOP_TIMEOUT_MS = 300

/** Runs a command with all that it needs, and lets go of it. Gives the exit code; never throws. */
export async function runCommand(parsed: Parsed & { readonly kind: 'command' }): Promise<number> {
  const { spec, input } = parsed
  const interruption = new Interruption({ listens: spec.ownSignals !== true })
  const owned: { close(): Promise<void> }[] = []
  const context = makeContext(parsed, interruption.signal, owned)
  let exitCode: number
  interruption.signal.addEventListener('abort', () => {
    setTimeout(() => void closeAll(owned, context), STOP_TIMEOUT_MS).unref()
  })
  try {
    exitCode = (await spec.run(context, input)) ?? 0
  } catch (error) {
    context.progress.clear()
    exitCode = reportFailure(error, { name: parsed.name, context, interruption })
  }
  context.progress.clear()
  await Promise.race([closeAll(owned, context), patience()])
  return exitCode
}

function makeContext(
  { base, json }: Parsed & { readonly kind: 'command' },
  signal: AbortSignal,
  owned: { close(): Promise<void> }[],
): CommandContext {
  const { stdin, stdout, stderr, env } = process
  const progress = progressOn(stderr)
  const print = (text: string): void => {
    progress.clear()
    stdout.write(text === '' || text.endsWith('\n') ? text : `${text}\n`)
  }
  const own = <Resource extends { close(): Promise<void> }>(resource: Resource): Resource => {
    owned.push(resource)
    return resource
  }
  const openSession = async (options?: SessionOptions): Promise<Session> => {
    const { Session } = await import('@code-mode/core')
    return own(await Session.open(folder, options))
  }
  const folder = baseFolder(base, process.cwd())
  return {
    cwd: process.cwd(),
    base: folder,
    baseGiven: base !== undefined,
    json,
    stdin,
    stdout,
    stderr,
    env,
    signal,
    paint: painterFor(stdout, env),
    progress,
    own,
    openSession,
    openStore: async () => await openSession({ tools: [], syncDepsOnStart: false }),
    print,
    printJson: (value) => print(JSON.stringify(jsonReady(value), undefined, 2)),
    note: (text) => {
      progress.clear()
      stderr.write(`${text}\n`)
    },
  }
}

async function closeAll(
  owned: readonly { close(): Promise<void> }[],
  context: CommandContext,
): Promise<void> {
  for (const resource of owned.toReversed()) {
    try {
      await resource.close()
    } catch (error) {
      context.note(`code-mode: could not close: ${String(error)}`)
    }
  }
}

async function patience(): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS))
}
