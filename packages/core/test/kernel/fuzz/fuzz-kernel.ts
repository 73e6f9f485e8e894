import { Kernel } from '../../../src/kernel/kernel.ts'
import type { GuestEnd, RunOutcome } from '../../../src/kernel/run-outcome.ts'
import type { CallHandler } from '../../../src/kernel/guest-call.ts'
import { type ForgedGuest, forgedGuest, type ForgedGuestOptions } from '../../support/forged-guest.ts'

/** Reads all of a call, and answers in so few bytes that no answer needs credit. */
export const readAll: CallHandler = async (call) => {
  const { args, kwargs } = await call.arguments()
  let bytes = 0
  for await (const piece of call.attachment()) bytes += piece.byteLength
  return { value: { args: args.length, kwargs: Object.keys(kwargs).length, bytes } }
}

export interface Running {
  readonly forged: ForgedGuest
  readonly kernel: Kernel
  readonly outcome: Promise<RunOutcome>
  readonly displays: unknown[]
  readonly dropped: { count: number }
  readonly background: { count: number }
}

/** A kernel with a forged guest in the middle of its first run. */
export async function running(
  options: ForgedGuestOptions & { readonly onCall?: CallHandler; readonly timeoutMs?: number } = {},
): Promise<Running> {
  const forged = forgedGuest(options)
  const background = { count: 0 }
  const kernel = await Kernel.start({
    guest: forged.guest,
    onCall: options.onCall ?? readAll,
    onBackground: () => {
      background.count += 1
    },
    runtimeDeps: true,
  })
  const displays: unknown[] = []
  const dropped = { count: 0 }
  const outcome = startRun(kernel, {
    timeoutMs: options.timeoutMs ?? 20_000,
    onDisplay: (bundle) => displays.push(bundle),
    onDisplayDropped: () => {
      dropped.count += 1
    },
  })
  return { forged, kernel, outcome, displays, dropped, background }
}

export function startRun(
  kernel: Kernel,
  options: {
    readonly timeoutMs?: number
    readonly onDisplay?: (bundle: unknown) => void
    readonly onDisplayDropped?: () => void
  } = {},
): Promise<RunOutcome> {
  return kernel.run({
    runId: 'fuzz',
    mode: 'exec',
    body: { code: '1' },
    fileName: 'cell-1',
    timeoutMs: options.timeoutMs ?? 20_000,
    onOutput: () => {},
    onDisplay: options.onDisplay ?? (() => {}),
    onDisplayDropped: options.onDisplayDropped ?? (() => {}),
  })
}

/** What comes within a bound, or an error that says what did not. */
export async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come within ${ms} ms.`)), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

export function ended(kernel: Kernel): Promise<GuestEnd> {
  return within(10_000, 'the end of the guest', kernel.ended)
}
