import { join } from 'node:path'
import { functionTools, Session } from '@code-mode/core'
import { row, type Row } from './table.ts'

const LOOP = `
import time
times = []
for index in range(1000):
    started = time.perf_counter()
    tools.host.echo(n=index)
    times.append((time.perf_counter() - started) * 1000)
`

/** `turns` proves that the second thread did compute meanwhile. */
const BUSY = `
import threading
turns = 0
stop = False
def spin():
    global turns
    while not stop:
        turns += 1
thread = threading.Thread(target=spin, daemon=True)
thread.start()
${LOOP}
stop = True
thread.join()
assert turns > 100_000, turns
`

/** Calls a second, for five seconds on end. */
const SUSTAINED = `
import time
count = 0
started = time.perf_counter()
while time.perf_counter() - started < 5:
    tools.host.echo(n=count)
    count += 1
count / (time.perf_counter() - started)
`

async function valueOf(session: Session, code: string): Promise<unknown> {
  const result = await session.run(code)
  if (!result.ok) throw new Error(result.error.traceback)
  return result.value
}

/** A blocking call of a host function, seen from the program, alone and with a second thread that computes. */
export async function hostCalls(folder: string): Promise<readonly Row[]> {
  const echo = functionTools({
    name: 'host',
    functions: {
      echo: {
        description: 'Gives back what it gets.',
        inputSchema: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
        execute: (input: { readonly n: number }) => input.n,
      },
    },
  })
  const session = await Session.open(join(folder, 'calls'), { tools: [echo] })
  try {
    const times = async (code: string): Promise<readonly number[]> =>
      (await valueOf(session, `${code}\ntimes`)) as readonly number[]
    await times(LOOP)
    const idle = await times(LOOP)
    const busy = await times(BUSY)
    const seconds = Number((await valueOf(session, SUSTAINED)) ?? 0)
    return [
      row({
        what: 'blocking host call, other threads idle',
        values: idle,
        bound: 'at most 0.15 ms',
        holds: (value) => value <= 0.15,
      }),
      row({
        what: 'blocking host call, a second thread busy',
        values: busy,
        bound: 'at most 1 ms',
        holds: (value) => value <= 1,
      }),
      row({
        what: 'blocking host calls, sustained over 5 s',
        values: [seconds],
        unit: '1/s',
        bound: 'at least 5,000 a second',
        holds: (value) => value >= 5_000,
      }),
    ]
  } finally {
    await session.close()
  }
}
