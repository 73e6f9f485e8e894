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
    const times = async (code: string): Promise<readonly number[]> => {
      const result = await session.run(`${code}\ntimes`)
      if (!result.ok) throw new Error(result.error.traceback)
      return result.value as readonly number[]
    }
    await times(LOOP)
    return [
      row(
        'blocking host call, other threads idle',
        await times(LOOP),
        'at most 0.15 ms',
        (value) => value <= 0.15,
      ),
      row(
        'blocking host call, a second thread busy',
        await times(BUSY),
        'at most 1 ms',
        (value) => value <= 1,
      ),
    ]
  } finally {
    await session.close()
  }
}
