/**
 * An agent of LangChain that acts by writing programs. Two people talk to it; the checkpointer keeps what was said, and
 * a pool keeps a session for each conversation, so that variables outlive a turn. The programs call a LangChain tool,
 * which runs here. Set ANTHROPIC_API_KEY or OPENAI_API_KEY, with its LangChain package installed, for a real model.
 */
import { codeModeTools, fromLangChain, MemoryStorage, Session, SessionPool } from '@code-mode/langchain'
import { HumanMessage, ToolMessage } from '@langchain/core/messages'
import { MemorySaver } from '@langchain/langgraph'
import { createAgent, tool } from 'langchain'
import * as z from 'zod'
import { chooseModel } from './model.ts'
import type { Reply } from './model.ts'

const ORDERS: Readonly<Record<string, readonly { readonly item: string; readonly cents: number }[]>> = {
  ada: [
    { item: 'punched cards', cents: 1_250 },
    { item: 'brass gears', cents: 48_300 },
    { item: 'lamp oil', cents: 995 },
  ],
  grace: [
    { item: 'nanosecond wire', cents: 30 },
    { item: 'moth trap', cents: 1_999 },
  ],
}

const SCRIPT: readonly Reply[] = [
  { program: "orders = tools.shop.orders(customer='ada')\nsum(order.cents for order in orders) / 100" },
  { program: "sum(order['cents'] for order in orders) / 100" },
  { says: 'Your orders come to 505.45.' },
  { program: "orders = tools.shop.orders(customer='grace')\nsum(order['cents'] for order in orders) / 100" },
  { says: 'Your orders come to 20.29.' },
  { program: "max(orders, key=lambda order: order['cents'])['item']" },
  { says: 'The dearest were the brass gears.' },
]

let failures = 0

function check(holds: boolean, claim: string): void {
  if (!holds) failures += 1
  console.log(`${holds ? '✔' : '✘'} ${claim}`)
}

const lookedUp: string[] = []
const orders = tool(
  async ({ customer }) => {
    lookedUp.push(customer)
    return ORDERS[customer] ?? []
  },
  {
    name: 'orders',
    description: 'The orders of a customer: a list of item and cents.',
    schema: z.object({ customer: z.enum(['ada', 'grace']) }),
  },
)

const pool = new SessionPool({
  create: () =>
    Session.open({ storage: new MemoryStorage(), tools: [fromLangChain([orders], { name: 'shop' })] }),
  maxSessions: 8,
})
const { model, isReal } = await chooseModel(SCRIPT)
const agent = createAgent({
  model,
  systemPrompt:
    'You work for a shop. Look things up and compute with run_code; its programs have tools.shop.orders(customer).',
  tools: await codeModeTools({
    sessionFor: ({ configurable, signal }) =>
      pool.get(String(configurable?.['thread_id']), signal === undefined ? {} : { signal }),
    include: ['run_code', 'list_tools'],
  }),
  checkpointer: new MemorySaver(),
})

/** One turn of a conversation: shows the programs and what they gave, and returns the answer. */
async function turn(thread: string, question: string): Promise<{ answer: string; results: ToolMessage[] }> {
  console.log(`\n${thread}: ${question}`)
  const { messages } = await agent.invoke(
    { messages: [{ role: 'user', content: question }] },
    { configurable: { thread_id: thread } },
  )
  const asked = messages.findLastIndex((message) => HumanMessage.isInstance(message))
  const results = messages.slice(asked).filter((message) => ToolMessage.isInstance(message))
  for (const { name, status, text } of results)
    console.log(`  ${name} (${status}): ${text.trim().split('\n').at(-1)}`)
  const answer = messages.at(-1)?.text ?? ''
  console.log(`agent: ${answer}`)
  return { answer, results }
}

try {
  const first = await turn('ada', 'I am ada. What do my orders come to?')
  check(first.answer.includes('505.45'), 'the sum is right')
  const other = await turn('grace', 'I am grace. What do my orders come to?')
  check(other.answer.includes('20.29'), 'the other conversation has its own sum')
  const second = await turn('ada', 'Which of them was the dearest?')
  check(second.answer.includes('brass gears'), 'the first conversation goes on where it was')
  check(pool.size === 2, 'each conversation has a session of its own')
  check(lookedUp.includes('ada') && lookedUp.includes('grace'), 'the LangChain tool ran on the host')
  if (!isReal) {
    check(lookedUp.length === 2, 'the orders were looked up once for each customer: variables outlive a turn')
    const statuses = first.results.map((result) => result.status)
    check(
      statuses.join() === 'error,success',
      'a program that failed was an error to the model, and the next one worked',
    )
    check(first.results[0]?.text.includes('AttributeError') === true, 'the model read why')
  }
} finally {
  await pool.close()
}
if (failures > 0) process.exitCode = 1
