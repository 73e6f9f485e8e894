import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js'
import { expect, it } from 'vitest'
import { call, connect } from './support/connect.ts'
import { connectHttp, startHttp } from './support/serve-http.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const WAYS: readonly (readonly [string, () => Promise<Client>])[] = [
  ['stdio', async () => (await connect('--base', await temporaryFolder())).client],
  ['HTTP', async () => await connectHttp((await startHttp()).url)],
]

const PROGRAMS: readonly (readonly [string, string])[] = [
  ['computes', 'while True: pass'],
  ['sleeps', 'import time\ntime.sleep(600)'],
  ['awaits', 'import asyncio\nawait asyncio.sleep(600)'],
]

it.each(WAYS.flatMap(([way, open]) => PROGRAMS.map(([what, code]) => [way, what, open, code] as const)))(
  'aborting a request over %s stops a program that %s within a second, and the session goes on',
  async (_way, _what, open, code) => {
    const client = await open()
    await call(client, 'run_code', { code: 'x = 42' })
    const controller = new AbortController()
    await new Promise<void>((resolve, reject) => {
      const program = `print("begun", flush=True)\n${code}`
      const params = { name: 'run_code', arguments: { code: program, timeout_seconds: 600 } }
      const options = { signal: controller.signal, onprogress: () => resolve() }
      client.request({ method: 'tools/call', params }, CallToolResultSchema, options).catch(reject)
    })
    const start = performance.now()
    controller.abort('enough')
    // It waits for the program before it.
    expect((await call(client, 'run_code', { code: 'x * 2' })).text).toBe('84')
    expect(performance.now() - start).toBeLessThan(1_000)
  },
)
