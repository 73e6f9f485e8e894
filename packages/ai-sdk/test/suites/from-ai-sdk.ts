import { dynamicTool, jsonSchema, tool } from 'ai'
import type { ToolSet } from 'ai'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fromAiSdk } from '../../src/index.ts'
import type { FromAiSdkOptions, Session } from '../../src/index.ts'
import { openSession, valueOf } from '../support/open-session.ts'

async function sessionWith(toolSet: ToolSet, options: FromAiSdkOptions = {}): Promise<Session> {
  return await openSession({ tools: [fromAiSdk(toolSet, options)] })
}

async function signaturesOf(session: Session): Promise<readonly string[]> {
  return (await session.listTools()).flatMap(({ callables }) => callables.map(({ signature }) => signature))
}

const inputSchema = z.object({})

describe('a tool set in agent code', () => {
  it('of 50 tools is callable, each with its own signature', { timeout: 60_000 }, async () => {
    const names = Array.from({ length: 50 }, (_, index) => `tool_${index}`)
    const toolSet: ToolSet = Object.fromEntries(
      names.map((name, index) => [
        name,
        tool({
          description: `Does thing ${index}`,
          inputSchema: z.object({
            [`field_${index}`]: z.string(),
            count: z.number().int().default(index),
            unit: z.enum(['C', 'F']).optional(),
          }),
          execute: (input) => ({ name, ...input }),
        }),
      ]),
    )
    const session = await sessionWith(toolSet)
    expect(await signaturesOf(session)).toEqual(
      names.map(
        (name, index) => `${name}(field_${index}: str, count: int = ${index}, unit: str = None) -> Any`,
      ),
    )
    const calls = names.map((name, index) => `tools.app.${name}(field_${index}="v${index}", unit=None)`)
    expect(await valueOf(session, `[\n${calls.join(',\n')}\n]`)).toEqual(
      names.map((name, index) => ({ name, [`field_${index}`]: `v${index}`, count: index })),
    )
  })

  it('may have schemas of zod, of any other library, lazy ones and JSON Schema', async () => {
    const json: Extract<Parameters<typeof jsonSchema>[0], { readonly type?: unknown }> = {
      type: 'object',
      properties: { n: { type: 'integer' }, tags: { type: 'array', items: { type: 'string' } } },
      required: ['n'],
    }
    const standard = {
      '~standard': {
        version: 1,
        vendor: 'other',
        validate: (value: unknown) =>
          (value as { n: unknown }).n === 3
            ? { value: { n: 'three' } }
            : { issues: [{ message: 'must be 3', path: ['n'] }] },
        jsonSchema: { input: () => json, output: () => json },
      },
    } as const
    const execute = (input: unknown): unknown => input
    const session = await sessionWith({
      zod: tool({ inputSchema: z.object({ n: z.number() }), outputSchema: z.object({}), execute }),
      json: dynamicTool({ inputSchema: jsonSchema(json), execute }),
      later: dynamicTool({ inputSchema: jsonSchema(() => Promise.resolve(json)), execute }),
      lazy: dynamicTool({ inputSchema: () => jsonSchema(json), execute }),
      standard: dynamicTool({ inputSchema: standard as never, execute }),
    })
    const parameters = '(n: int, tags: list = None) -> Any'
    expect(await signaturesOf(session)).toEqual([
      'zod(n: float) -> dict',
      ...['json', 'later', 'lazy', 'standard'].map((name) => `${name}${parameters}`),
    ])
    expect(
      await valueOf(session, '[tools.app.zod(n=1.5), tools.app.lazy(3, ["a"]), tools.app.standard(3)]'),
    ).toEqual([{ n: 1.5 }, { n: 3, tags: ['a'] }, { n: 'three' }])
    for (const [call, message] of [
      ['tools.app.zod("one")', 'app.zod: n: '],
      ['tools.app.later("one")', 'app.later: n: '],
      ['tools.app.standard(4)', 'app.standard: n: must be 3'],
    ] as const) {
      expect(await session.run(call)).toMatchObject({
        ok: false,
        error: { message: expect.stringContaining(message) as string },
      })
    }
  })

  it('runs on the host with what the SDK gives to a tool', async () => {
    const given: { toolCallId: string; messages: unknown; aborted: unknown; context: unknown }[] = []
    const work = tool({
      inputSchema,
      contextSchema: z.object({ user: z.string().transform((user) => user.toUpperCase()) }),
      execute: (_input, options) => {
        const { toolCallId, messages, abortSignal } = options
        const older = (options as { readonly experimental_context?: unknown }).experimental_context
        given.push({ toolCallId, messages, aborted: abortSignal?.aborted, context: [options.context, older] })
      },
    })
    const session = await sessionWith({ work }, { name: 'office', toolsContext: { work: { user: 'ada' } } })
    await valueOf(session, '[tools.office.work(), tools.office.work()]')
    const expected = { messages: [], aborted: false, context: [{ user: 'ADA' }, { user: 'ADA' }] }
    expect(given).toEqual([expect.objectContaining(expected), expect.objectContaining(expected)])
    expect(new Set(given.map(({ toolCallId }) => toolCallId)).size).toBe(2)
    const wrong = await sessionWith({ work }, { toolsContext: { work: {} } })
    expect(await wrong.run('tools.app.work()')).toMatchObject({
      error: {
        message: expect.stringContaining('The context of work does not fit its contextSchema') as string,
      },
    })
  })

  it('gives the last of several outputs, and stops giving them when the program is aborted', async () => {
    const log: unknown[] = []
    const count = tool({
      inputSchema,
      async *execute(_input, { abortSignal }) {
        try {
          for (let n = 1; n <= 3; n += 1) yield n
        } finally {
          log.push(abortSignal?.aborted)
        }
      },
    })
    const forever = tool({
      inputSchema,
      async *execute(_input, { abortSignal }) {
        try {
          for (let n = 0; ; n += 1) {
            yield n
            await new Promise((resolve) => setTimeout(resolve, 20))
          }
        } finally {
          log.push(abortSignal?.aborted)
        }
      },
    })
    const session = await sessionWith({ count, forever })
    expect(await valueOf(session, 'tools.app.count()')).toBe(3)
    const abort = new AbortController()
    const run = session.run('tools.app.forever()', { signal: abort.signal })
    setTimeout(() => abort.abort(new Error('enough')), 200)
    await expect(run).rejects.toThrow('enough')
    await expect.poll(() => log).toEqual([false, true])
  })

  it('leaves out by name what cannot run on the host, and keeps the rest', async () => {
    const session = await sessionWith({
      ask_user: tool({ inputSchema, outputSchema: z.string() }),
      web_search: {
        type: 'provider',
        id: 'some.web_search',
        args: {},
        inputSchema,
        isProviderExecuted: true,
      } as unknown as ToolSet[string],
      works: tool({ inputSchema, execute: () => 'yes' }),
    })
    expect(await valueOf(session, 'tools.app.works()')).toBe('yes')
    expect(await session.problems()).toEqual([
      {
        origin: 'tool set app',
        message: expect.stringMatching(/"ask_user" has no execute function.*Give it one/u) as string,
      },
      {
        origin: 'tool set app',
        message: expect.stringContaining('"web_search" is defined by a model\'s provider') as string,
      },
    ])
    expect(await session.run('tools.app.ask_user()')).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('no callable "ask_user"') as string },
    })
  })

  it('that throws tells its message and the line of the agent that called it', async () => {
    const session = await sessionWith({
      pay: tool({
        inputSchema,
        execute: (): string => {
          throw new Error('The card was declined.')
        },
      }),
    })
    const result = await session.run('total = 3\n\ntools.app.pay()')
    expect(result).toMatchObject({
      ok: false,
      error: { line: 3, message: expect.stringContaining('The card was declined.') as string },
    })
    expect(!result.ok && result.error.traceback).toMatch(/line 3[^]*tools\.app\.pay\(\)/u)
  })

  it('is reachable by names that are no identifiers, and gives what JSON says of its results', async () => {
    const session = await sessionWith({
      'get-weather': tool({
        inputSchema: z.object({ 'city-name': z.string() }),
        execute: (input) => ({ ...input, at: new Date(0), link: new URL('https://example.com/') }),
      }),
    })
    const expected = { 'city-name': 'Rome', at: '1970-01-01T00:00:00.000Z', link: 'https://example.com/' }
    expect(
      await valueOf(session, '[tools.app["get-weather"]("Rome"), tools.app.get_weather(city_name="Rome")]'),
    ).toEqual([expected, expected])
  })
})
