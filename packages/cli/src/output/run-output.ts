import type { Display, RunResult, SessionEvent, SessionEventListener } from '@code-mode/core'
import type { CommandContext } from '../program/context.ts'
import type { DisplayFiles } from './display-files.ts'

/** Output as it comes, displays where they stand, and what long work does meanwhile. */
export function streamTo(context: CommandContext, displays: DisplayFiles): SessionEventListener {
  return (event) => {
    if (event.type === 'output') {
      context.progress.clear()
      context[event.channel].write(event.text)
    } else if (event.type === 'display') {
      show(context, displays, event.display)
    } else showProgress(context, event)
  }
}

/** A picture that cannot be written is told, and the program goes on. */
function show(context: CommandContext, displays: DisplayFiles, display: Display): void {
  try {
    context.print(displays.show(display))
  } catch (error) {
    context.note(`A picture could not be written: ${(error as Error).message}`)
  }
}

/** Events of long work on the progress line. */
export function showProgress(context: CommandContext, event: SessionEvent): void {
  if (event.type === 'deps-progress' || event.type === 'call-progress') context.progress.show(event.message)
}

/** What is left to say after the output: the value, or the failure on stderr. */
export function printOutcome(context: CommandContext, result: RunResult): void {
  if (!result.ok) {
    const { error } = result
    const traceback = error.traceback.trimEnd()
    const told = traceback !== '' && traceback.includes(error.message)
    const message = error.message === '' ? error.name : `${error.name}: ${error.message}`
    context.note([traceback, told ? '' : message].filter(Boolean).join('\n'))
    // The hint of core is for a session that goes on; this one is over.
    const hint = error.kind === 'timeout' ? 'For a longer time limit: --timeout 2m' : error.hint
    if (hint !== undefined) context.note(`Hint: ${hint}`)
  } else if (result.kind !== 'none' && !result.displays.some((display) => display.ofValue === true)) {
    context.print(result.text)
  }
  for (const { what, kept, of, artifact } of result.truncated) {
    if (kept === of) continue
    const where = artifact === undefined ? '' : ` What was kept: code-mode artifacts get ${artifact}`
    context.note(
      `[${what} was cut: ${kept.toLocaleString('en-US')} of ${of.toLocaleString('en-US')} kept.${where}]`,
    )
  }
}

const EXIT_CODES: Readonly<Record<string, number>> = { timeout: 124, interrupted: 130 }

/** 0 ok, 1 the program failed, 124 timeout, 130 interrupted. */
export function exitCodeOf(result: RunResult): number {
  return result.ok ? 0 : (EXIT_CODES[result.error.kind] ?? 1)
}
