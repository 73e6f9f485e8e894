import { BaseCallbackHandler } from '@langchain/core/callbacks/base'
import type { SessionEvent } from '@code-mode/core'
import { createAgent } from 'langchain'
import type { ReactAgent } from 'langchain'
import { expect, it, onTestFinished } from 'vitest'
import { codeModeTools } from '../src/index.ts'
import type { CodeModeEvent } from '../src/index.ts'
import { openSession } from './support/open-session.ts'
import { runCode, scriptedModel } from './support/scripted-model.ts'
import { named } from './support/tool-messages.ts'

const ASK = { messages: [{ role: 'user', content: 'Go.' }] }
const SLOW = 'import time\nfor n in range(3):\n    print(n)\n    time.sleep(0.2)\nn'

async function slowAgent(): Promise<ReactAgent> {
  const tools = await codeModeTools({ session: await openSession() })
  return createAgent({ model: scriptedModel(runCode(SLOW), 'Done.'), tools }) as ReactAgent
}

/** What was printed, and in how many pieces it came. */
function printed(events: readonly SessionEvent[]): { readonly text: string; readonly pieces: number } {
  const pieces = events.flatMap((event) => (event.type === 'output' ? [event.text] : []))
  return { text: pieces.join(''), pieces: pieces.length }
}

function expectWholeRun(chunks: readonly CodeModeEvent[]): void {
  const events = chunks.map((chunk) => chunk.event)
  expect(printed(events)).toEqual({
    text: '0\n1\n2\n',
    pieces: expect.toSatisfy((count: number) => count > 1) as number,
  })
  expect(events.at(-1)).toMatchObject({ type: 'run-end', ok: true })
  expect(events.map((event) => event.sequence)).toEqual(
    events.map((event) => event.sequence).toSorted((a, b) => a - b),
  )
  for (const chunk of chunks)
    expect(chunk).toMatchObject({ name: 'code_mode', tool: 'run_code', toolCallId: 'call_0' })
}

it("streamMode 'custom' gives what a program prints while it runs", async () => {
  const chunks: CodeModeEvent[] = []
  let beforeTheEnd = 0
  for await (const [mode, chunk] of await (
    await slowAgent()
  ).stream(ASK, { streamMode: ['custom', 'updates'] })) {
    if (mode === 'custom') chunks.push(chunk as CodeModeEvent)
    else if ('tools' in (chunk as object)) beforeTheEnd = chunks.length
  }
  expectWholeRun(chunks)
  expect(beforeTheEnd).toBe(chunks.length)
})

it("streamMode 'tools' gives it as events of the tool", async () => {
  const chunks: CodeModeEvent[] = []
  for await (const chunk of await (await slowAgent()).stream(ASK, { streamMode: 'tools' })) {
    const { event, data } = chunk as { readonly event: string; readonly data?: CodeModeEvent }
    if (event === 'on_tool_event' && data !== undefined) chunks.push(data)
  }
  expect(chunks.length).toBeGreaterThan(3)
  expectWholeRun(chunks)
})

it('streamEvents gives it as custom events, before the end of the tool', async () => {
  const order: string[] = []
  const chunks: CodeModeEvent[] = []
  for await (const { event, name, data } of (await slowAgent()).streamEvents(ASK, { version: 'v2' })) {
    if (event === 'on_custom_event' && name === 'code_mode') chunks.push(data as CodeModeEvent)
    if (event === 'on_custom_event' || event === 'on_tool_end') order.push(event)
  }
  expectWholeRun(chunks)
  expect(order.indexOf('on_tool_end')).toBe(order.length - 1)
})

it('a callback handler hears it, of a single call too', async () => {
  const heard: CodeModeEvent[] = []
  const runCodeTool = named(await codeModeTools({ session: await openSession() }), 'run_code')
  const answer = await runCodeTool.invoke(
    { type: 'tool_call', id: 'call_0', name: 'run_code', args: { code: SLOW } },
    {
      callbacks: [
        BaseCallbackHandler.fromMethods({
          handleCustomEvent: (_name, data) => void heard.push(data as CodeModeEvent),
        }),
      ],
    },
  )
  expect(answer).toMatchObject({ content: expect.stringContaining('2') as string })
  expectWholeRun(heard)
})

it('a handler that fails is told of, and neither stops the program nor changes its answer', async () => {
  const warn = console.warn
  const warnings: string[] = []
  console.warn = (text: string): void => void warnings.push(text)
  onTestFinished(() => void (console.warn = warn))
  const handler = BaseCallbackHandler.fromMethods({
    handleCustomEvent: () => {
      throw new Error('a fault of the application')
    },
  })
  const runCodeTool = named(await codeModeTools({ session: await openSession() }), 'run_code')
  expect(await runCodeTool.invoke({ code: 'print(1)\n2' }, { callbacks: [handler] })).toBe('2\n\nStdout:\n1')
  expect(warnings.join()).toContain('a fault of the application')
})
