import { expect, test } from 'vitest'
import * as z from 'zod'

import { functionTools } from '../../src/tools/function/function-tools.ts'
import type { HostFunction } from '../../src/tools/function/host-function.ts'
import { call, openRegistry } from './open-registry.ts'

const add: HostFunction<{ a: number; b: number }> = {
  description: 'Adds two numbers',
  inputSchema: z.object({ a: z.number().describe('the first'), b: z.number().default(1) }),
  execute: ({ a, b }) => ({ sum: a + b, when: undefined }),
}

function functions(more: Readonly<Record<string, HostFunction>> = {}) {
  const greet: HostFunction<{ 'first-name': string }> = {
    description: 'Says hello',
    inputSchema: {
      type: 'object',
      properties: { 'first-name': { type: 'string' } },
      required: ['first-name'],
    },
    outputSchema: z.string(),
    execute: async (input) => `Hello ${input['first-name']}`,
  }
  return functionTools({
    name: 'office',
    description: 'Office work',
    tags: ['work'],
    functions: { add, greet, ...more },
  })
}

test('plain JSON Schema checks the types of values too', async () => {
  const registry = openRegistry([functions()])
  await expect(call(registry, 'office.greet', { first_name: 3 })).rejects.toMatchObject({
    code: 'ARGUMENTS_INVALID',
    message: expect.stringContaining('first-name'),
  })
})

test('a host function takes what its schema makes of the arguments and returns plain data', async () => {
  const registry = openRegistry([functions()])
  expect(await call(registry, 'office.add', { a: 2 })).toEqual({ sum: 3 })
  expect(await call(registry, 'office.greet', { first_name: 'Ada' })).toBe('Hello Ada')
  const { value } = await registry.call({
    tool: 'office',
    callable: 'add',
    args: [1, 2],
    kwargs: {},
    signal: new AbortController().signal,
  })
  expect(value).toEqual({ sum: 3 })
})

test('listings have signatures in Python syntax, details have parameters', async () => {
  const registry = openRegistry([functions()])
  expect(await registry.list()).toEqual([
    {
      name: 'office',
      description: 'Office work',
      tags: ['work'],
      callables: [
        { name: 'add', description: 'Adds two numbers', signature: 'add(a: float, b: float = 1) -> Any' },
        { name: 'greet', description: 'Says hello', signature: 'greet(first_name: str) -> str' },
      ],
    },
  ])
  expect(await registry.describe('office')).toMatchObject({
    name: 'office',
    callables: [
      {
        name: 'add',
        parameters: [
          { name: 'a', type: 'number', required: true, description: 'the first' },
          { name: 'b', type: 'number', required: false, default: 1, description: '' },
        ],
      },
      { name: 'greet' },
    ],
  })
})

test.each([
  [[], {}, 'office.add needs "a". Its signature: add(a: float, b: float = 1) -> Any'],
  [[1, 2, 3], {}, 'office.add takes 2 arguments, not 3.'],
  [[1], { a: 2 }, 'office.add got "a" twice: by position and by name.'],
  [[1], { __proto__x: 2 }, 'office.add has no parameter "__proto__x".'],
  [[], { a: 'one' }, 'office.add: a: Invalid input: expected number, received string'],
])('arguments %j %j are refused with the reason', async (args, kwargs, message) => {
  const registry = openRegistry([functions()])
  const failed = registry.call({
    tool: 'office',
    callable: 'add',
    args,
    kwargs,
    signal: new AbortController().signal,
  })
  await expect(failed).rejects.toMatchObject({
    code: 'ARGUMENTS_INVALID',
    message: expect.stringContaining(message),
  })
})

test('what execute takes is inferred from the schema', async () => {
  const source = functionTools({
    name: 'inferred',
    functions: {
      shout: {
        description: 'Loud',
        inputSchema: z.object({ text: z.string(), times: z.number().default(2) }),
        execute: ({ text, times }) => text.toUpperCase().repeat(times),
      },
    },
  })
  expect(await call(openRegistry([source]), 'inferred.shout', { text: 'a' })).toBe('AA')
})

test('a wrong name gets the nearest right one', async () => {
  const registry = openRegistry([functions()])
  await expect(call(registry, 'offize.add')).rejects.toMatchObject({
    code: 'TOOL_NOT_FOUND',
    message: 'There is no tool "offize". Did you mean "office"?',
  })
  await expect(call(registry, 'office.gret')).rejects.toMatchObject({
    code: 'TOOL_NOT_FOUND',
    message: 'The tool "office" has no callable "gret". Did you mean "greet"?',
  })
  await expect(call(registry, 'office')).rejects.toMatchObject({
    code: 'TOOL_NOT_FOUND',
    message: 'The tool "office" cannot be called itself. Call one of: add, greet.',
  })
})

test('what a function throws is its own message, what it returns must be data', async () => {
  const broken: HostFunction = {
    description: 'Throws',
    inputSchema: { type: 'object' },
    execute: () => Promise.reject(new Error('no such user: not found')),
  }
  const odd: HostFunction = {
    description: 'Odd',
    inputSchema: { type: 'object' },
    execute: () => ({ list: [new Date(0)] }),
  }
  const registry = openRegistry([functions({ broken, odd })])
  await expect(call(registry, 'office.broken')).rejects.toMatchObject({
    code: 'TOOL_FAILED',
    message: 'no such user: not found',
  })
  await expect(call(registry, 'office.odd')).rejects.toMatchObject({
    code: 'VALUE_INVALID',
    message: expect.stringContaining('The result of office.odd.list[0] is a Date'),
  })
})

test('an abort is not waited out by a function that ignores it', async () => {
  const stuck: HostFunction = {
    description: 'Never ends',
    inputSchema: { type: 'object' },
    execute: () => new Promise(() => {}),
  }
  const registry = openRegistry([functions({ stuck })])
  const controller = new AbortController()
  const reason = new Error('enough')
  const running = call(registry, 'office.stuck', {}, controller.signal)
  running.catch(() => {})
  setTimeout(() => controller.abort(reason), 20)
  await expect(running).rejects.toBe(reason)
})

test('search finds a tool by what its functions say, and nothing by words it does not have', async () => {
  const registry = openRegistry([
    functions(),
    functionTools({
      name: 'garden',
      functions: {
        water: { description: 'Waters plants', inputSchema: { type: 'object' }, execute: () => null },
      },
    }),
  ])
  expect((await registry.search('plants')).map((tool) => tool.name)).toEqual(['garden'])
  expect((await registry.search('', { limit: 1 })).map((tool) => tool.name)).toEqual(['garden'])
  expect(await registry.search('zebra')).toEqual([])
})

test('a tool name that two sources have is an error of that name, and names that agent code cannot write are refused at once', async () => {
  const { tools, problems, collisions } = await openRegistry([functions(), functions()]).snapshot()
  expect(tools).toEqual([])
  expect(problems).toHaveLength(1)
  expect([...collisions.values()].map(({ code }) => code)).toEqual(['TOOL_COLLISION'])
  expect(() => functionTools({ name: 'call_sync', functions: {} })).toThrow('reserved')
  expect(() =>
    functionTools({
      name: 'fine',
      functions: { list: { description: '', inputSchema: { type: 'object' }, execute: () => null } },
    }),
  ).toThrow('fine: the function name "list" is reserved')
})
