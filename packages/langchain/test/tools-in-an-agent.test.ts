import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons'
import { tool } from '@langchain/core/tools'
import { createAgent } from 'langchain'
import { expect, it, vi } from 'vitest'
import * as z from 'zod'
import { codeModeTools, fromLangChain } from '../src/index.ts'
import { openSession } from './support/open-session.ts'
import { runCode, scriptedModel } from './support/scripted-model.ts'
import { toolMessages } from './support/tool-messages.ts'

const ASK = { messages: [{ role: 'user', content: 'Go.' }] }

it('a tool called by a program of an agent belongs to no earlier run, also when that one was aborted', async () => {
  const configs: unknown[] = []
  const look = tool(
    async (_input, config) => {
      configs.push(AsyncLocalStorageProviderSingleton.getRunnableConfig()?.configurable)
      return { aborted: config.signal?.aborted === true, call: config.toolCall?.id ?? null }
    },
    { name: 'look', schema: z.object({}) },
  )
  const session = await openSession({ tools: [fromLangChain([look], { name: 'app' })] })
  const agent = createAgent({
    model: scriptedModel(
      runCode('import time\nfirst = tools.app.look()\ntools.app.look()\ntime.sleep(60)'),
      runCode('[first, tools.app.look()]'),
      'Done.',
    ),
    tools: await codeModeTools({ session }),
  })
  const controller = new AbortController()
  // The interpreter starts in this run.
  const run = agent.invoke(ASK, { signal: controller.signal, configurable: { thread_id: 'the first run' } })
  run.catch(() => {})
  await vi.waitFor(() => expect(configs).toHaveLength(2), { timeout: 20_000 })
  controller.abort()
  await expect(run).rejects.toThrow(/abort/iu)
  const state = await agent.invoke(ASK)
  const calm = { aborted: false, call: null }
  expect(toolMessages(state)[0]).toMatchObject({ status: 'success', artifact: { value: [calm, calm] } })
  expect(configs).toEqual([undefined, undefined, undefined])
})

it('aborting the agent aborts the tool that its program waits for', async () => {
  let aborted = 0
  const wait = tool(
    async (_input, { signal }) =>
      await new Promise<string>((_resolve, reject) => {
        started = true
        signal?.addEventListener('abort', () => {
          aborted = performance.now()
          reject(signal.reason as Error)
        })
      }),
    { name: 'wait', schema: z.object({}) },
  )
  let started = false
  const session = await openSession({ tools: [fromLangChain([wait], { name: 'app' })] })
  const agent = createAgent({
    model: scriptedModel(runCode('kept = 1\ntools.app.wait()')),
    tools: await codeModeTools({ session }),
  })
  const controller = new AbortController()
  const run = agent.invoke(ASK, { signal: controller.signal })
  run.catch(() => {})
  await vi.waitFor(() => expect(started).toBe(true), { timeout: 20_000 })
  const start = performance.now()
  controller.abort()
  await expect(run).rejects.toThrow(/abort/iu)
  expect(await session.run('kept')).toMatchObject({ ok: true, value: 1, stateLost: false })
  expect(aborted - start).toBeGreaterThan(0)
  expect(aborted - start).toBeLessThan(1_000)
})
