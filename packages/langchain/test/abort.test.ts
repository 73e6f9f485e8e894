import type { SessionEvent } from '@code-mode/core'
import { createAgent } from 'langchain'
import { expect, it, vi } from 'vitest'
import { codeModeTools } from '../src/index.ts'
import { openSession } from './support/open-session.ts'
import { runCode, scriptedModel } from './support/scripted-model.ts'
import { callTool, toolMessages } from './support/tool-messages.ts'

const FOREVER = 'import time\nkept = 1\nwhile True:\n    time.sleep(0.01)'

it.each([
  { what: 'a loop', code: FOREVER },
  { what: 'a long wait', code: 'import time\nkept = 1\ntime.sleep(60)' },
  { what: 'a computation', code: 'kept = 1\nwhile True: pass' },
])(
  'aborting an agent that runs $what stops the program within a second and keeps the session',
  async ({ code }) => {
    const events: SessionEvent[] = []
    const session = await openSession({ onEvent: (event) => events.push(event) })
    const agent = createAgent({
      model: scriptedModel(runCode(code), runCode('kept'), 'Done.'),
      tools: await codeModeTools({ session }),
    })
    await session.run('"the interpreter is there"')
    const controller = new AbortController()
    const run = agent.invoke({ messages: [{ role: 'user', content: 'Go.' }] }, { signal: controller.signal })
    run.catch(() => {})
    const started = (): SessionEvent[] => events.filter((event) => event.type === 'run-start')
    await vi.waitFor(() => expect(started()).toHaveLength(2), { timeout: 10_000 })
    await new Promise((resolve) => setTimeout(resolve, 100))
    const start = performance.now()
    controller.abort()
    await expect(run).rejects.toThrow(/abort/iu)
    await vi.waitFor(() => expect(events.filter((event) => event.type === 'run-end')).toHaveLength(2), {
      timeout: 5_000,
      interval: 5,
    })
    expect(performance.now() - start).toBeLessThan(1_000)
    // The same agent goes on in the same session, with the variables of the program that was stopped.
    const state = await agent.invoke({ messages: [{ role: 'user', content: 'And now?' }] })
    expect(toolMessages(state)).toMatchObject([{ status: 'success', content: '1' }])
    expect(events.filter((event) => event.type === 'guest-start')).toHaveLength(1)
  },
)

it('aborting a single call rejects with the reason, once the program has stopped', async () => {
  const session = await openSession()
  const tools = await codeModeTools({ session })
  await session.run('1')
  const controller = new AbortController()
  const reason = new Error('nobody waits any more')
  setTimeout(() => controller.abort(reason), 200)
  await expect(callTool(tools, 'run_code', { code: FOREVER }, { signal: controller.signal })).rejects.toBe(
    reason,
  )
  expect(await callTool(tools, 'run_code', { code: 'kept' })).toMatchObject({ content: '1' })
})

it("a run's own time limit stops the program too", async () => {
  const session = await openSession()
  const tools = await codeModeTools({ session })
  await session.run('1')
  const [tool] = tools
  await expect(tool?.invoke({ code: FOREVER }, { timeout: 300 })).rejects.toThrow(/timeout/iu)
  expect(await callTool(tools, 'run_code', { code: 'kept' })).toMatchObject({ content: '1' })
})
