import { expect, test } from 'vitest'
import * as z from 'zod'

import { functionTools } from '../../src/tools/function/function-tools.ts'
import type { FunctionSchema, HostFunction } from '../../src/tools/function/host-function.ts'
import { call, openRegistry } from './open-registry.ts'

/** A tool with one function. */
function office(execute: HostFunction['execute'], inputSchema: FunctionSchema = { type: 'object' }) {
  return openRegistry([
    functionTools({ name: 'office', functions: { work: { description: 'Works', inputSchema, execute } } }),
  ])
}

function throwing(thrown: unknown): () => never {
  return () => {
    throw thrown
  }
}

const circle: Record<string, unknown> = { name: 'a' }
circle['list'] = [circle]
class Invoice {
  readonly total = 1
}

test.each([
  [() => {}, 'is a function, which cannot go to agent code'],
  [Symbol('s'), 'is a symbol'],
  [{ a: [() => {}] }, 'The result of office.work.a[0] is a function'],
  [circle, 'The result of office.work.list[0] is something that holds it, a circle'],
  [new Invoice(), 'is an Invoice, which cannot go to agent code. Return plain data'],
  [new Date(0), 'is a Date, which cannot go to agent code. Return its toISOString().'],
  [new Set([1]), 'is a Set, which cannot go to agent code. Return it as an array.'],
  [
    { later: Promise.resolve(1) },
    'The result of office.work.later is a Promise, which cannot go to agent code. Await it first.',
  ],
  [new RangeError('x'), 'is a RangeError, which cannot go to agent code. Throw it'],
  [(function* () {})(), 'is a Generator'],
  [new Float64Array(2), 'is a Float64Array'],
  [new Map([['k', new Invoice()]]), 'The result of office.work[k] is an Invoice'],
])('a function that returns %o gets an error with the place', async (result, message) => {
  await expect(
    call(
      office(() => result),
      'office.work',
    ),
  ).rejects.toMatchObject({
    code: 'VALUE_INVALID',
    message: expect.stringContaining(message),
  })
})

test.each([
  [undefined, null],
  [2n ** 70n, 2n ** 70n],
  [Object.assign([1, undefined], { 3: 3 }), [1, null, null, 3]],
  [{ a: undefined, b: null }, { b: null }],
  [Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
  [new Map<unknown, unknown>([[1, 'a']]), new Map([[1, 'a']])],
  [new Uint8Array([1, 2]), new Uint8Array([1, 2])],
  [JSON.parse('{"__proto__": 1}'), JSON.parse('{"__proto__": 1}')],
  [
    [circle['name'], circle['name']],
    ['a', 'a'],
  ],
])('a function that returns %o gives %o', async (result, expected) => {
  expect(
    await call(
      office(() => result),
      'office.work',
    ),
  ).toEqual(expected)
})

test('the same object twice is no circle', async () => {
  const shared = { a: 1 }
  expect(
    await call(
      office(() => [shared, shared]),
      'office.work',
    ),
  ).toEqual([shared, shared])
})

test.each([
  [new Error('no such user'), 'no such user'],
  [new TypeError(), 'TypeError'],
  ['just text', 'just text'],
  [undefined, 'It threw undefined, which is no Error.'],
  [Object.create(null), 'It threw [Object: null prototype] {}, which is no Error.'],
  [{ status: 404 }, 'It threw { status: 404 }, which is no Error.'],
])('a function that throws %o fails with its message', async (thrown, message) => {
  for (const execute of [throwing(thrown), () => Promise.reject(thrown)])
    await expect(call(office(execute), 'office.work')).rejects.toMatchObject({ code: 'TOOL_FAILED', message })
})

test('a getter that throws while the result is read fails with its message', async () => {
  const odd = Object.defineProperty({}, 'a', { enumerable: true, get: throwing(new Error('no a')) })
  await expect(
    call(
      office(() => odd),
      'office.work',
    ),
  ).rejects.toMatchObject({
    code: 'TOOL_FAILED',
    message: 'no a',
  })
})

test('an argument that does not fit is named with its place, also deep inside', async () => {
  const registry = office(() => null, z.object({ items: z.array(z.object({ price: z.number() })) }))
  await expect(
    call(registry, 'office.work', { items: [{ price: 1 }, { price: '2' }] }),
  ).rejects.toMatchObject({
    code: 'ARGUMENTS_INVALID',
    message: 'office.work: items[1].price: Invalid input: expected number, received string',
  })
  const many = Array.from({ length: 9 }, () => ({}))
  await expect(call(registry, 'office.work', { items: many })).rejects.toThrow('; and 4 more')
})

test('a schema that throws, or that is not JSON Schema, is an error of the definition', async () => {
  const throws = z.object({}).refine(() => throwing(new Error('refine is broken'))())
  await expect(
    call(
      office(() => null, throws),
      'office.work',
    ),
  ).rejects.toMatchObject({
    code: 'TOOL_DEFINITION_INVALID',
    message: 'The input schema of office.work cannot check arguments: refine is broken',
  })
  const wrong = { type: 'object', properties: { a: { $ref: 'https://elsewhere.example/schema' } } } as const
  await expect(
    call(
      office(() => null, wrong),
      'office.work',
      { a: 1 },
    ),
  ).rejects.toMatchObject({
    code: 'TOOL_DEFINITION_INVALID',
    message: expect.stringContaining('The input schema of office.work cannot check arguments'),
  })
})

test('a schema that never answers is not waited for after an abort', async () => {
  const stuck = z.object({}).refine(() => new Promise<boolean>(() => {}))
  const controller = new AbortController()
  const running = call(
    office(() => null, stuck),
    'office.work',
    {},
    controller.signal,
  )
  running.catch(() => {})
  setTimeout(() => controller.abort(new Error('enough')), 20)
  await expect(running).rejects.toThrow('enough')
})

test('a function without a schema is refused at once', () => {
  const work = { description: '', execute: () => 1 } as unknown as HostFunction
  expect(() => functionTools({ name: 'office', functions: { work } })).toThrow(
    'office.work has no inputSchema.',
  )
})

test('a function whose schema gives no JSON Schema is a problem and hides no other', async () => {
  const foreign: FunctionSchema = {
    '~standard': { version: 1, vendor: 'other', validate: (value: unknown) => ({ value }) },
  }
  const registry = openRegistry([
    functionTools({
      name: 'office',
      functions: {
        bad: { description: '', inputSchema: foreign, execute: () => 1 },
        good: { description: '', inputSchema: { type: 'object' }, execute: () => 2 },
      },
    }),
  ])
  expect(await call(registry, 'office.good')).toBe(2)
  expect(await registry.problems()).toEqual([
    {
      origin: 'host functions office.bad',
      message: expect.stringContaining('schemas of other offer no JSON Schema'),
    },
  ])
  await expect(call(registry, 'office.bad')).rejects.toMatchObject({ code: 'TOOL_NOT_FOUND' })
})
