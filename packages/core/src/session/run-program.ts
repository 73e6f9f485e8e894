import type { KernelRunRequest } from '../kernel/active-run.ts'
import type { RunMode } from '../kernel/wire/messages.ts'
import type { Value } from '../kernel/wire/value.ts'
import type { EventFeed } from './event-feed.ts'
import type { GuestKeeper } from './guest-keeper.ts'
import { displayOf } from './run-display.ts'
import { runErrorOf } from './run-error.ts'
import { RunOutput } from './run-output.ts'
import type { RunBase, RunResult, Truncation } from './run-result.ts'

export interface ProgramRequest {
  readonly runId: string
  readonly mode: RunMode
  readonly body: Value
  readonly fileName: string
  readonly timeoutMs: number
  readonly outputBytes: number
  readonly signal: AbortSignal | undefined
}

export interface ProgramContext {
  readonly keeper: GuestKeeper
  readonly feed: EventFeed
  /** Calls to the host that this run made. */
  readonly callsOf: (runId: string) => number
}

/**
 * Runs one program in the session's guest and gathers what it printed, displayed and gave.
 * Rejects with `signal.reason` when aborted, once the guest is idle or gone.
 */
export async function runProgram(request: ProgramRequest, context: ProgramContext): Promise<RunResult> {
  const { keeper, feed } = context
  const { runId, signal, timeoutMs } = request
  const { kernel } = await keeper.ensure(signal)
  let lostBefore = keeper.takeLoss()
  const output = new RunOutput(request.outputBytes)
  feed.emit({ type: 'run-start', runId })
  const startedAt = performance.now()
  const asked: KernelRunRequest = {
    runId,
    mode: request.mode,
    body: request.body,
    fileName: request.fileName,
    timeoutMs,
    ...(signal === undefined ? {} : { signal }),
    onOutput: (channel, text) => {
      if (output.add(channel, text)) feed.emit({ type: 'output', runId, channel, text })
    },
    onDisplay: (bundle) => {
      const display = displayOf(bundle)
      if (display !== undefined && output.addDisplay(display)) feed.emit({ type: 'display', runId, display })
    },
    onDisplayDropped: () => output.dropDisplay(),
  }
  let outcome = await kernel.run(asked)
  if (outcome.status === 'died' && outcome.unstarted === true) {
    // The guest was on its way out because of an earlier run: this one goes to the next guest.
    const next = await keeper.ensure(signal)
    lostBefore = keeper.takeLoss() || lostBefore
    outcome = await next.kernel.run(asked)
  }
  const durationMs = performance.now() - startedAt
  const error = runErrorOf(outcome, timeoutMs)
  feed.emit({
    type: 'run-end',
    runId,
    ok: error === undefined,
    durationMs,
    ...(error === undefined ? {} : { error }),
  })
  if (outcome.status === 'aborted') {
    // An aborted run has no result, so the next one that has must tell.
    if (lostBefore) keeper.keepLoss()
    signal?.throwIfAborted()
  }
  const text = outcome.status === 'ok' ? outcome.text : ''
  const died = outcome.status === 'died' || ('alive' in outcome && !outcome.alive)
  const base: RunBase = {
    runId,
    text,
    stdout: output.stdout,
    stderr: output.stderr,
    displays: output.displays(outcome.status === 'ok' && outcome.shown),
    durationMs,
    calls: context.callsOf(runId),
    stateLost: lostBefore || died,
    truncated: [...output.truncated, ...(outcome.status === 'ok' ? cutOf(outcome.text, outcome.textOf) : [])],
  }
  if (error !== undefined) return { ...base, ok: false, error }
  if (outcome.status !== 'ok') throw new TypeError(`A run ended as ${outcome.status} without an error.`)
  const { kind, value, asText } = outcome
  if (kind !== 'json') return { ...base, ok: true, kind }
  return { ...base, ok: true, kind, value, ...(asText.length === 0 ? {} : { asText }) }
}

/** The guest counts whole characters, a string of ours counts the larger ones twice. */
function cutOf(text: string, textOf: number | undefined): readonly Truncation[] {
  if (textOf === undefined) return []
  const kept = text.length - (text.match(/[\ud800-\udbff]/g)?.length ?? 0)
  return [{ what: 'text', kept, of: Math.max(kept, textOf) }]
}
