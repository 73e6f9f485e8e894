import { AsyncLocalStorage } from 'node:async_hooks'
import { expect, it } from 'vitest'
import { functionTools } from '../../src/index.ts'
import { openSession } from '../support/open-session.ts'

it('tools and listeners of a run have the asynchronous context of whoever asked for it', async () => {
  const request = new AsyncLocalStorage<string>()
  const who = {
    description: 'Who asks',
    inputSchema: { type: 'object' } as const,
    execute: () => request.getStore() ?? 'nobody',
  }
  const session = await openSession({ tools: [functionTools({ name: 'app', functions: { who } })] })
  const ask = (user: string): Promise<unknown> =>
    request.run(user, async () => {
      const heard = new Set<string | undefined>()
      const result = await session.run('print("hello", flush=True)\ntools.app.who()', {
        onEvent: () => heard.add(request.getStore()),
      })
      return [result.ok && result.value, ...heard]
    })
  expect(await ask('ada')).toEqual(['ada', 'ada'])
  expect(await Promise.all(['bob', 'eve', 'joe'].map(ask))).toEqual([
    ['bob', 'bob'],
    ['eve', 'eve'],
    ['joe', 'joe'],
  ])
  expect(await session.run('tools.app.who()')).toMatchObject({ value: 'nobody' })
})
