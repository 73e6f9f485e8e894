import { Random } from './random.ts'

export type Stop = 'loop' | 'sleep' | 'native code' | 'swallowing' | 'mute tool' | 'child' | 'gathered tools'
export type Crash =
  | 'os._exit'
  | 'segmentation fault'
  | 'SIGKILL'
  | 'memory'
  | 'closed wire'
  | 'garbage on the wire'
export type Remainder = 'thread' | 'task' | 'child' | 'fork'
export type ToolKind = 'function' | 'failing function' | 'program' | 'failing program' | 'server'

/** One step of one session, as plain data. */
export type Operation =
  | { readonly kind: 'count'; readonly by: number }
  | { readonly kind: 'print'; readonly lines: number; readonly width: number }
  | { readonly kind: 'fail'; readonly depth: number }
  | { readonly kind: 'call'; readonly tool: ToolKind; readonly times: number; readonly gathered: boolean }
  | { readonly kind: 'artifact'; readonly name: string; readonly bytes: number }
  | { readonly kind: 'workflow'; readonly name: string; readonly factor: number }
  | { readonly kind: 'display'; readonly bytes: number }
  | { readonly kind: 'stop'; readonly how: Stop; readonly timeoutMs: number }
  | { readonly kind: 'abort'; readonly how: Stop; readonly afterMs: number }
  | { readonly kind: 'crash'; readonly how: Crash }
  | { readonly kind: 'leave'; readonly what: Remainder }
  | { readonly kind: 'overlap'; readonly runs: number }
  | { readonly kind: 'reset'; readonly duringRun: boolean }
  | { readonly kind: 'reopen'; readonly duringRun: boolean }

const WEIGHTS: Readonly<Record<Operation['kind'], number>> = {
  count: 30,
  print: 8,
  fail: 6,
  call: 14,
  artifact: 8,
  workflow: 5,
  display: 3,
  stop: 6,
  abort: 5,
  crash: 3,
  leave: 4,
  overlap: 4,
  reset: 2,
  reopen: 2,
}
const STOPS: readonly Stop[] = [
  'loop',
  'sleep',
  'native code',
  'swallowing',
  'mute tool',
  'child',
  'gathered tools',
]
const CRASHES: readonly Crash[] = [
  'os._exit',
  'segmentation fault',
  'SIGKILL',
  'memory',
  'closed wire',
  'garbage on the wire',
]

/** The steps of one session, without end. They depend on the seed and the session's number alone. */
export function* planOf(seed: number, session: number): Generator<Operation, never> {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(session + 1, 0x85ebca6b))
  for (;;) yield operation(random, session)
}

function operation(random: Random, session: number): Operation {
  const kind = random.weighted(WEIGHTS)
  switch (kind) {
    case 'count':
      return { kind, by: random.integer(1, 9) }
    case 'print':
      return { kind, lines: random.integer(1, 4_000), width: random.integer(0, 300) }
    case 'fail':
      return { kind, depth: random.pick([0, 1, 5, 100_000]) }
    case 'call': {
      const tool = random.pick<ToolKind>([
        'function',
        'failing function',
        'program',
        'failing program',
        'server',
      ])
      return { kind, tool, times: random.integer(1, 6), gathered: random.next() < 0.5 }
    }
    case 'artifact':
      return { kind, name: `s${session}/${random.integer(0, 4)}`, bytes: 10 ** random.integer(0, 6) }
    case 'workflow':
      return { kind, name: `soak_${session}_${random.integer(0, 2)}`, factor: random.integer(2, 9) }
    case 'display':
      return { kind, bytes: 10 ** random.integer(1, 5) }
    case 'stop':
      return { kind, how: random.pick(STOPS), timeoutMs: random.integer(20, 300) }
    case 'abort':
      return { kind, how: random.pick(STOPS), afterMs: random.integer(0, 300) }
    case 'crash':
      return { kind, how: random.pick(CRASHES) }
    case 'leave':
      return { kind, what: random.pick<Remainder>(['thread', 'task', 'child', 'fork']) }
    case 'overlap':
      return { kind, runs: random.integer(2, 8) }
    case 'reset':
    case 'reopen':
      return { kind, duringRun: random.next() < 0.5 }
  }
}
