import { describe, expect, it } from 'vitest'
import { functionTools } from '../../src/tools/function/function-tools.ts'
import type { HostFunction } from '../../src/tools/function/host-function.ts'
import { openSession, valueOf } from '../support/open-session.ts'
import { call, openRegistry } from './open-registry.ts'

function gives(execute: HostFunction['execute']): HostFunction {
  return { description: 'Gives', inputSchema: { type: 'object' }, execute }
}

function registryOf(execute: HostFunction['execute']) {
  return openRegistry([functionTools({ name: 'app', foreign: true, functions: { work: gives(execute) } })])
}

class Money {
  readonly currency = 'EUR'
  readonly amount = 3
  readonly format = (): string => '3 EUR'
}

describe('functions that were not written for agent code', () => {
  it('are reachable by the nearest identifier and by their own name', async () => {
    const tools = functionTools({
      name: 'app',
      foreign: true,
      functions: { 'read-file': gives(() => 1), read_file: gives(() => 2), import: gives(() => 3) },
    })
    const session = await openSession({ tools: [tools] })
    const code = `(tools.app["read-file"](), tools.app.read_file(), tools.app.read_file_2(), tools.app.import_())`
    expect(await valueOf(session, code)).toEqual([1, 2, 1, 3])
  })

  it.each([
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [{ when: new URL('https://example.com/a') }, { when: 'https://example.com/a' }],
    [new Money(), { currency: 'EUR', amount: 3 }],
    [new Uint8Array([1, 2]), new Uint8Array([1, 2])],
    [{ toJSON: () => ({ a: 1 }) }, { a: 1 }],
  ])('that return %o give what JSON says of it', async (result, expected) => {
    expect(
      await call(
        registryOf(() => result),
        'app.work',
      ),
    ).toEqual(expected)
  })

  it.each([
    [new Set([1]), 'Return it as an array.'],
    [{ later: Promise.resolve(1) }, 'Await it first.'],
    [new RangeError('x'), 'Throw it'],
  ])('that return %o get an error where JSON would say nothing', async (result, message) => {
    const answer = call(
      registryOf(() => result),
      'app.work',
    )
    await expect(answer).rejects.toThrow(message)
  })
})

describe('a schema', () => {
  it('may be made at the first load, and one that cannot be made hides no other function', async () => {
    const echo = { description: 'Echoes', execute: (input: unknown) => input }
    const json = { type: 'object', properties: { n: { type: 'integer' } } } as const
    const tools = functionTools({
      name: 'app',
      functions: {
        later: { ...echo, inputSchema: () => Promise.resolve(json) },
        broken: {
          ...echo,
          inputSchema: () => {
            throw new Error('no schema today')
          },
        },
      },
    })
    const registry = openRegistry([tools])
    expect(await call(registry, 'app.later', { n: 2 })).toEqual({ n: 2 })
    await expect(call(registry, 'app.later', { n: 'two' })).rejects.toMatchObject({
      code: 'ARGUMENTS_INVALID',
    })
    expect(await registry.problems()).toEqual([
      { origin: 'host functions app.broken', message: 'no schema today' },
    ])
  })

  it('may be a function itself, as those of some libraries are', async () => {
    const standard = Object.assign(() => {}, {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value: unknown) => ({ value: { checked: value } }),
        jsonSchema: { input: () => ({ type: 'object' }), output: () => ({}) },
      },
    } as const)
    const work = { description: 'Works', inputSchema: standard, execute: (input: unknown) => input }
    const registry = openRegistry([functionTools({ name: 'app', functions: { work } })])
    expect(await call(registry, 'app.work')).toEqual({ checked: {} })
  })
})

describe('None for an optional parameter', () => {
  it('is not given, as the signature shows it, and stays None where the type has a null', async () => {
    const inputSchema = {
      type: 'object',
      properties: { city: { type: 'string' }, unit: { type: 'string' }, note: { type: ['string', 'null'] } },
      required: ['city'],
    } as const
    const weather: HostFunction = { description: 'Weather', inputSchema, execute: (input) => input }
    const session = await openSession({ tools: [functionTools({ name: 'app', functions: { weather } })] })
    expect(await valueOf(session, 'tools.app.weather("Rome", unit=None, note=None)')).toEqual({
      city: 'Rome',
      note: null,
    })
    expect(await session.run('tools.app.weather(None)')).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('city') as string },
    })
  })
})
