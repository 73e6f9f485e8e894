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
times`

const BUSY = `
import threading
stop = False
def spin():
    while not stop:
        pass
thread = threading.Thread(target=spin, daemon=True)
thread.start()
${LOOP.trim().replace(/\ntimes$/, '')}
stop = True
thread.join()
times`

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
      const result = await session.run(code)
      if (!result.ok) throw new Error(result.error.traceback)
      return result.value as readonly number[]
    }
    await times(LOOP)
    return [
      row('blocking host call, other threads idle', await times(LOOP), 'at most 0.15 ms', (value) => value <= 0.15),
      row('blocking host call, a second thread busy', await times(BUSY), 'at most 1 ms', (value) => value <= 1),
    ]
  } finally {
    await session.close()
  }
}
