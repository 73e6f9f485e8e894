import { DynamicStructuredTool, DynamicTool, tool } from '@langchain/core/tools'
import { ToolMessage } from '@langchain/core/messages'
import { RunnableLambda } from '@langchain/core/runnables'
import { Command, interrupt } from '@langchain/langgraph'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import * as z3 from 'zod/v3'
import { fromLangChain } from '../src/index.ts'
import type { LangChainTool } from '../src/index.ts'
import { openSession } from './support/open-session.ts'

const add = tool(async ({ a, b }) => a + b, {
  name: 'add',
  description: 'Adds two numbers.',
  schema: z.object({ a: z.number().describe('The first.'), b: z.number().default(1) }),
})

async function run(tools: readonly LangChainTool[], code: string): Promise<unknown> {
  const session = await openSession({ tools: [fromLangChain(tools, { name: 'app' })] })
  const result = await session.run(code)
  if (!result.ok) throw new Error(result.error.traceback)
  return result.value ?? null
}

it('fifty tools are callable with the right signatures', async () => {
  const tools = Array.from({ length: 50 }, (_, index) =>
    tool(async ({ text, times }) => `${index}:${String(text).repeat(Number(times))}`, {
      name: `tool_${index}`,
      description: `Repeats a text, as number ${index}.`,
      schema: z
        .object({ text: z.string(), times: z.int().default(2) })
        .extend({ [`only_${index}`]: z.boolean().optional() }),
    }),
  )
  const session = await openSession({ tools: [fromLangChain(tools, { name: 'app', description: 'Fifty.' })] })
  const [summary] = await session.listTools()
  expect(summary).toMatchObject({ name: 'app', description: 'Fifty.' })
  expect(
    summary?.callables.map(({ name, signature, description }) => ({ name, signature, description })),
  ).toEqual(
    tools.map((_, index) => ({
      name: `tool_${index}`,
      signature: `tool_${index}(text: str, times: int = 2, only_${index}: bool = None) -> Any`,
      description: `Repeats a text, as number ${index}.`,
    })),
  )
  const result = await session.run(`
import inspect
answers = [getattr(tools.app, f'tool_{n}')(text='ab') for n in range(50)]
signatures = [str(inspect.signature(getattr(tools.app, f'tool_{n}'))) for n in range(50)]
(answers, signatures)`)
  expect(result).toMatchObject({
    ok: true,
    value: [
      tools.map((_, index) => `${index}:abab`),
      tools.map((_, index) => expect.stringContaining(`only_${index}`) as string),
    ],
  })
})

describe('a schema', () => {
  it('may be of zod 4, of zod 3, JSON Schema or of a single text', async () => {
    const tools = [
      add,
      new DynamicStructuredTool({
        name: 'twice',
        description: 'Doubles.',
        schema: z3.z.object({ a: z3.z.number() }),
        func: async ({ a }) => a * 2,
      }),
      new DynamicStructuredTool({
        name: 'half',
        description: 'Halves.',
        schema: { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
        func: async (input) => (input as { readonly a: number }).a / 2,
      }),
      new DynamicTool({ name: 'shout', description: 'Shouts.', func: async (text) => text.toUpperCase() }),
      tool(async () => 'pong', { name: 'ping', schema: z.object({}) }),
    ]
    expect(
      await run(
        tools,
        '[tools.app.add(a=1), tools.app.add(1, 2), tools.app.twice(a=4), tools.app.half(a=4), tools.app.shout(input="hey"), tools.app.ping()]',
      ),
    ).toEqual([2, 3, 8, 2, 'HEY', 'pong'])
  })

  it('that transforms is applied once', async () => {
    const once = tool(async ({ text }) => text, {
      name: 'once',
      schema: z.object({ text: z.string().transform((text) => `${text}!`) }),
    })
    expect(await run([once], 'tools.app.once(text="hey")')).toBe('hey!')
  })

  it.each([
    { what: 'zod 4', schema: z.object({ items: z.array(z.number()) }) },
    { what: 'zod 3', schema: z3.z.object({ items: z3.z.array(z3.z.number()) }) },
    {
      what: 'JSON Schema',
      schema: {
        type: 'object' as const,
        properties: { items: { type: 'array' as const, items: { type: 'number' as const } } },
        required: ['items'],
      },
    },
  ])('of $what tells where arguments are wrong', async ({ schema }) => {
    const total = new DynamicStructuredTool({ name: 'total', description: '', schema, func: async () => 0 })
    const call =
      'try:\n    tools.app.total(items=[1, "2"])\nexcept Exception as error:\n    said = str(error)\nsaid'
    expect(await run([total], call)).toMatch(/app\.total: .*items(\[1\]|\.1): .*(number)/u)
  })
})

it('whose schema cannot be shown is a problem, and hides no other', async () => {
  const tools = [add, { ...add, name: 'when', schema: z.object({ day: z.date() }), invoke: async () => 0 }]
  const session = await openSession({ tools: [fromLangChain(tools)] })
  expect((await session.listTools())[0]?.callables.map(({ name }) => name)).toEqual(['add'])
  expect(await session.problems()).toMatchObject([
    { origin: 'host functions app.when', message: expect.stringContaining('Date') as string },
  ])
})

describe('a result', () => {
  it('is the content as data, without the artifact', async () => {
    const tools = [
      tool(async () => ['what the model reads', { secret: 1 }], {
        name: 'both',
        schema: z.object({}),
        responseFormat: 'content_and_artifact',
      }),
      tool(async () => [[{ type: 'text', text: 'one block' }], undefined], {
        name: 'block',
        schema: z.object({}),
        responseFormat: 'content_and_artifact',
      }),
      tool(async () => ({ rows: [{ a: 1 }], when: new Date(0) }), { name: 'data', schema: z.object({}) }),
      tool(async () => new ToolMessage({ content: 'a message', tool_call_id: 'x' }), {
        name: 'message',
        schema: z.object({}),
      }),
    ]
    expect(
      await run(tools, '[tools.app.both(), tools.app.block(), tools.app.data(), tools.app.message()]'),
    ).toEqual([
      'what the model reads',
      'one block',
      { rows: [{ a: 1 }], when: '1970-01-01T00:00:00.000Z' },
      'a message',
    ])
  })

  it('of a generator is its last one', async () => {
    const steps = tool(
      async function* () {
        yield 'half way'
        return 'there'
      },
      { name: 'steps', schema: z.object({}) },
    )
    expect(await run([steps], 'tools.app.steps()')).toBe('there')
  })
})

it('an error carries its message and the line of the agent that called', async () => {
  const fails = tool(
    async () => {
      throw new Error('the bank is closed')
    },
    { name: 'pay', schema: z.object({ amount: z.number() }) },
  )
  const refuses = tool(
    async () => new ToolMessage({ content: 'no such account', status: 'error', tool_call_id: 'x' }),
    { name: 'find', schema: z.object({}) },
  )
  const session = await openSession({ tools: [fromLangChain([fails, refuses], { name: 'bank' })] })
  const result = await session.run('amount = 3\n\ntools.bank.pay(amount=amount)')
  expect(result).toMatchObject({
    ok: false,
    error: { line: 3, message: expect.stringContaining('the bank is closed') as string },
  })
  expect(result.ok ? '' : result.error.traceback).toContain('tools.bank.pay(amount=amount)')
  expect(await session.run('\ntools.bank.find()')).toMatchObject({
    ok: false,
    error: { line: 2, message: expect.stringContaining('no such account') as string },
  })
})

it('what only a graph can do fails', async () => {
  const tools = [
    tool(async () => new Command({ goto: 'elsewhere' }), { name: 'hand_over', schema: z.object({}) }),
    tool(async () => interrupt('May I?') as string, { name: 'ask', schema: z.object({}) }),
  ]
  const session = await openSession({ tools: [fromLangChain(tools)] })
  expect(await session.run('tools.app.hand_over()')).toMatchObject({
    ok: false,
    error: {
      message: expect.stringContaining('a command for a graph, which a program cannot follow') as string,
    },
  })
  expect(await session.run('tools.app.ask()')).toMatchObject({
    ok: false,
    error: { message: expect.stringMatching(/context of a graph|config/u) as string },
  })
})

it('every call gets the config that was given for it', async () => {
  const who = tool(async (_input, { configurable }) => String(configurable?.['user']), {
    name: 'who',
    schema: z.object({}),
  })
  const source = fromLangChain([who], { config: { configurable: { user: 'ada' } } })
  const session = await openSession({ tools: [source] })
  expect(await session.run('tools.app.who()')).toMatchObject({ ok: true, value: 'ada' })
})

it('names that are no identifiers stay reachable, and a name twice is refused', async () => {
  const named = (name: string): LangChainTool => tool(async () => name, { name, schema: z.object({}) })
  expect(
    await run(
      [named('read-file'), named('read_file'), named('import'), named('list')],
      '[tools.app["read-file"](), tools.app.read_file(), tools.app.import_(), tools.app.list_()]',
    ),
  ).toEqual(['read-file', 'read_file', 'import', 'list'])
  expect(() => fromLangChain([named('same'), named('same')])).toThrow('Two tools have the name "same".')
})

it('a runnable that was made a tool is one', async () => {
  const runnable = RunnableLambda.from(({ a }: { readonly a: number }) => a + 1).asTool({
    name: 'next',
    description: 'The next number.',
    schema: z.object({ a: z.number() }),
  })
  const session = await openSession({ tools: [fromLangChain([runnable])] })
  expect(await session.run('tools.app.next(a=1)')).toMatchObject({ ok: true, value: 2 })
})
