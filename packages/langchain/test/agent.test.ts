import { HumanMessage } from '@langchain/core/messages'
import { MemorySaver, MessagesAnnotation, StateGraph } from '@langchain/langgraph'
import { ToolNode, toolsCondition } from '@langchain/langgraph/prebuilt'
import { createAgent } from 'langchain'
import { expect, it, onTestFinished } from 'vitest'
import { codeModeTools, MemoryStorage, Session, SessionPool } from '../src/index.ts'
import { openSession } from './support/open-session.ts'
import { runCode, scriptedModel } from './support/scripted-model.ts'
import { toolMessages } from './support/tool-messages.ts'

const ask = (text: string): { messages: HumanMessage[] } => ({ messages: [new HumanMessage(text)] })
const inThread = (thread: string): { configurable: { thread_id: string } } => ({
  configurable: { thread_id: thread },
})

/** One session for each thread, opened when it is first named, as an application has it. */
function sessionPool(): SessionPool {
  const pool = new SessionPool({ create: () => Session.open({ storage: new MemoryStorage() }) })
  onTestFinished(async () => await pool.close())
  return pool
}

it('an agent works in turns of programs, reads its failure, and keeps its variables', async () => {
  const model = scriptedModel(
    runCode('prices = [3, 4]\nprice'),
    runCode('sum(prices)'),
    { name: 'run_code', args: { source: '1' } },
    'It is 7.',
  )
  const agent = createAgent({ model, tools: await codeModeTools({ session: await openSession() }) })
  const state = await agent.invoke(ask('What do they cost?'))
  const answers = toolMessages(state)
  expect(answers.map((message) => message.status)).toEqual(['error', 'success', 'error'])
  expect(answers[0]?.text).toContain("NameError: name 'price' is not defined")
  expect(answers[1]).toMatchObject({ content: '7', artifact: { ok: true, value: 7 } })
  expect(answers[2]?.text).toMatch(/^ARGUMENTS_INVALID: run_code: .*There is no field "source"/u)
  expect(state.messages.at(-1)?.text).toBe('It is 7.')
  // What the model was asked with is what the tools answered.
  expect(model.calls[1]?.messages.at(-1)?.text).toBe(answers[0]?.text)
})

it('an agent with a checkpointer has the session of its thread, turn after turn', async () => {
  const model = scriptedModel(
    runCode('x = "one"'),
    'Done.',
    runCode('x'),
    'It is not there.',
    runCode('x'),
    'It is one.',
  )
  const pool = sessionPool()
  const agent = createAgent({
    model,
    tools: await codeModeTools({
      sessionFor: ({ configurable }) => pool.get(configurable?.['thread_id'] as string),
    }),
    checkpointer: new MemorySaver(),
  })
  await agent.invoke(ask('Remember one.'), inThread('first'))
  const second = await agent.invoke(ask('What was it?'), inThread('second'))
  const first = await agent.invoke(ask('What was it?'), inThread('first'))
  expect(toolMessages(second).map((message) => message.status)).toEqual(['error'])
  expect(toolMessages(first).map((message) => message.content)).toEqual(['(no output)', "'one'"])
  expect(pool.size).toBe(2)
})

it('a graph with a checkpointer has the session of its thread, and its tool node keeps errors apart', async () => {
  const model = scriptedModel(runCode('x = 42'), 'Set.', runCode('x * 2'), runCode('1 / 0'), 'It is 84.')
  const pool = sessionPool()
  const tools = await codeModeTools({
    sessionFor: ({ configurable }) => pool.get(configurable?.['thread_id'] as string),
  })
  const bound = model.bindTools(tools as Parameters<typeof model.bindTools>[0])
  const graph = new StateGraph(MessagesAnnotation)
    .addNode('model', async ({ messages }) => ({ messages: [await bound.invoke(messages)] }))
    .addNode('tools', new ToolNode(tools))
    .addEdge('__start__', 'model')
    .addConditionalEdges('model', toolsCondition, ['tools', '__end__'])
    .addEdge('tools', 'model')
    .compile({ checkpointer: new MemorySaver() })
  await graph.invoke(ask('Let x be 42.'), inThread('t'))
  const state = await graph.invoke(ask('Twice that?'), inThread('t'))
  const answers = toolMessages(state)
  expect(answers.map(({ status }) => status)).toEqual(['success', 'success', 'error'])
  expect(answers[1]).toMatchObject({ content: '84', artifact: { value: 84 } })
  expect(answers[2]?.text).toContain('ZeroDivisionError')
  expect(answers[2]?.text).not.toContain('Please fix your mistakes')
  // The state is what the checkpointer kept.
  const kept = await graph.getState(inThread('t'))
  expect(toolMessages(kept.values as typeof state)[1]).toMatchObject({
    content: '84',
    artifact: { value: 84 },
  })
})
