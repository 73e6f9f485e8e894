/**
 * An agent of the AI SDK that acts by writing programs, over tools that the application has already.
 *
 * Replies come from a script. With AI_GATEWAY_API_KEY set, a real model writes the programs; MODEL names it.
 */
import { codeModeTools, contentText, fromAiSdk, MemoryStorage, Session } from '@code-mode/ai-sdk'
import { stepCountIs, tool, ToolLoopAgent } from 'ai'
import assert from 'node:assert/strict'
import * as z from 'zod'
import { scriptedModel } from './scripted-model.ts'

const ORDERS = [
  { customer: 'Ada', amount: 120, currency: 'EUR' },
  { customer: 'Bob', amount: 90, currency: 'GBP' },
  { customer: 'Ada', amount: 30, currency: 'USD' },
  { customer: 'Bob', amount: 60, currency: 'EUR' },
]
const RATES: Readonly<Record<string, number>> = { USD: 1, EUR: 1.25, GBP: 1.5 }
const asked: string[] = []

const shop = {
  list_orders: tool({
    description: 'All orders: customer, amount, currency.',
    inputSchema: z.object({}),
    execute: () => ORDERS,
  }),
  'dollar-rate': tool({
    description: 'What one unit of a currency is worth in dollars.',
    inputSchema: z.object({ currency: z.string().length(3) }),
    execute: ({ currency }) => {
      asked.push(currency)
      const rate = RATES[currency]
      if (rate === undefined) throw new Error(`There is no rate for ${currency}.`)
      return rate
    },
  }),
  refund: tool({
    description: 'Pays back an order.',
    inputSchema: z.object({ customer: z.string() }),
    execute: (): string => assert.fail('A refund needs the approval of a person.'),
  }),
}

const PROGRAMS = [
  // The first program has a mistake; the error says what is right, and the variables stay.
  'orders = tools.shop.list_orders()\ntools.shop.dollar_rate(curency="EUR")',
  `
rates = {c: tools.shop.dollar_rate(currency=c) for c in {o["currency"] for o in orders}}
totals = {}
for order in orders:
    dollars = order["amount"] * rates[order["currency"]]
    totals[order["customer"]] = totals.get(order["customer"], 0) + dollars
sorted(totals.items(), key=lambda item: -item[1])`,
]

const isScripted = process.env['AI_GATEWAY_API_KEY'] === undefined
const model = isScripted
  ? scriptedModel(PROGRAMS, 'Bob spent most: 210 dollars.')
  : (process.env['MODEL'] ?? 'anthropic/claude-sonnet-4.5')

const session = await Session.open({
  storage: new MemoryStorage(),
  tools: [fromAiSdk(shop, { name: 'shop', toolApproval: { refund: 'user-approval' } })],
})
try {
  const agent = new ToolLoopAgent({
    model,
    tools: await codeModeTools({ session, include: ['run_code', 'search_tools'] }),
    stopWhen: stepCountIs(12),
  })
  const { text, steps } = await agent.generate({
    prompt: 'Which customer spent most in all, and how much in dollars? Use the tools of the shop.',
  })
  const results = steps.flatMap((step) => step.staticToolResults)
  for (const { input, output } of results) {
    console.log(`\n> ${JSON.stringify(input)}\n${contentText(output.content)}`)
  }
  console.log(`\n${text}`)
  assert.match(text, /Bob/)
  assert.match(text, /210/)
  assert.ok(asked.includes('EUR') && asked.includes('GBP'), 'the rates come from the application')
  if (isScripted) {
    const [failed, worked] = results
    assert.match(contentText(failed?.output.content ?? []), /Did you mean "currency"/)
    assert.deepEqual(worked?.output.structured, {
      ...worked?.output.structured,
      ok: true,
      value: [
        ['Bob', 210],
        ['Ada', 180],
      ],
    })
  }

  // What may need an approval fails closed, also in code.
  const refund = await session.run('tools.shop.refund(customer="Bob")')
  assert.match(refund.ok ? '' : refund.error.message, /refund needs the approval of a person/)
} finally {
  await session.close()
}
