import { describe, expect, it } from 'vitest'
import { functionTools, type ToolSource } from '../../src/index.ts'
import { openSession } from '../support/open-session.ts'

const PARTIES = 8

/** A tool whose calls return only when eight of them have arrived. */
function barrier(): ToolSource {
  let waiting: (() => void)[] = []
  return functionTools({
    name: 'gate',
    functions: {
      meet: {
        description: 'Returns when all have arrived.',
        inputSchema: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
        execute: async (input) => {
          await new Promise<void>((resolve) => {
            waiting.push(resolve)
            if (waiting.length < PARTIES) return
            for (const wake of waiting) wake()
            waiting = []
          })
          return (input as { n: number }).n
        },
      },
    },
  })
}

const PROGRAMS: readonly (readonly [string, string])[] = [
  [
    'arguments of asyncio.gather',
    'import asyncio\nawait asyncio.gather(*[tools.gate.meet(n=i) for i in range(8)])',
  ],
  [
    'a list that is gathered later',
    'import asyncio\ncalls = [tools.gate.meet(n=i) for i in range(8)]\nawait asyncio.gather(*calls)',
  ],
  [
    'a thread pool',
    'from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(8) as pool:\n    out = list(pool.map(lambda i: tools.gate.meet(n=i), range(8)))\nout',
  ],
  [
    'call_async',
    'import asyncio\nasync def main():\n    tasks = [asyncio.create_task(tools.gate.meet.call_async(n=i)) for i in range(8)]\n    return [await task for task in tasks]\nasyncio.run(main())',
  ],
  [
    'an async function that is gathered',
    'import asyncio\nasync def one(i):\n    return tools.gate.meet(n=i)\nawait asyncio.gather(*(one(i) for i in range(8)))',
  ],
]

describe('eight tool calls at once', () => {
  it.each(PROGRAMS)('meet at a barrier in the tool from %s', async (_, code) => {
    const session = await openSession({ tools: [barrier()], timeoutMs: 8_000 })
    const result = await session.run(code)
    expect(result).toMatchObject({ ok: true, value: [0, 1, 2, 3, 4, 5, 6, 7], calls: 8 })
  })

  it('are cancelled on the host by asyncio.wait_for', async () => {
    let cancelled: (() => void) | undefined
    const wasCancelled = new Promise<void>((resolve) => {
      cancelled = resolve
    })
    const slow = functionTools({
      name: 'slow',
      functions: {
        wait: {
          description: 'Never returns.',
          inputSchema: { type: 'object', properties: {} },
          execute: (_, { signal }) =>
            new Promise((_resolve, reject) => {
              signal.addEventListener('abort', () => {
                cancelled?.()
                reject(signal.reason as Error)
              })
            }),
        },
      },
    })
    const session = await openSession({ tools: [slow] })
    const result = await session.run(
      'import asyncio\ntry:\n    await asyncio.wait_for(tools.slow.wait(), 0.1)\nexcept asyncio.TimeoutError:\n    print("gave up")\n1',
    )
    expect(result).toMatchObject({ ok: true, stdout: 'gave up\n', value: 1 })
    await wasCancelled
  })
})
