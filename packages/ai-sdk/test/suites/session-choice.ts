import * as ai from 'ai'
import { generateText, stepCountIs } from 'ai'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { codeModeTools } from '../../src/index.ts'
import type { Session } from '../../src/index.ts'
import { openSession } from '../support/open-session.ts'
import { scriptedModel, toolOutputs } from '../support/scripted-model.ts'

const SDK_7 = 'uploadFile' in ai

/** How an application gives a tool its context: SDK 7 for each tool by name, SDK 6 one for all. */
function contextOptions(context: { readonly user: string }) {
  const options = SDK_7 ? { toolsContext: { run_code: context } } : { experimental_context: context }
  return options as { readonly toolsContext: { readonly run_code: { readonly user: string } } }
}

async function ask(
  sessions: Readonly<Record<string, Session>>,
  user: string,
  code: string,
): Promise<unknown> {
  const asked: unknown[] = []
  const tools = await codeModeTools({
    include: ['run_code'],
    contextSchema: z.object({ user: z.string() }),
    sessionFor: ({ context, toolCallId, messages }) => {
      asked.push([context.user, toolCallId, messages.length])
      const session = sessions[context.user]
      if (session === undefined) throw new Error(`${context.user} has no session`)
      return session
    },
  })
  const model = scriptedModel({ tool: 'run_code', input: { code } }, 'Done.')
  await generateText({ model, tools, prompt: 'Go.', stopWhen: stepCountIs(5), ...contextOptions({ user }) })
  return [asked, toolOutputs(model)]
}

describe('sessionFor', () => {
  it('chooses the session of each call by the context of the generation', async () => {
    const sessions = { ada: await openSession(), bob: await openSession() }
    await sessions.ada.run('name = "Ada"')
    await sessions.bob.run('name = "Bob"')
    expect(await ask(sessions, 'ada', 'name')).toEqual([
      [['ada', 'call-0', 1]],
      [{ type: 'text', value: "'Ada'" }],
    ])
    expect(await ask(sessions, 'bob', 'name')).toEqual([
      [['bob', 'call-0', 1]],
      [{ type: 'text', value: "'Bob'" }],
    ])
  })

  it('that finds no session is an error to the model', async () => {
    expect(await ask({}, 'eve', '1')).toEqual([
      [['eve', 'call-0', 1]],
      [{ type: 'error-text', value: expect.stringContaining('eve has no session') as string }],
    ])
  })

  it('is not asked with a context that does not fit the schema', async () => {
    const wrong = 7 as unknown as string
    const asked = await ask({}, wrong, '1').catch((error: unknown) => [[], String(error)])
    expect(asked).toEqual([[], expect.anything()])
    expect(JSON.stringify(asked)).toMatch(/context/iu)
  })

  it('or a session must be given', async () => {
    const nothing = {} as Parameters<typeof codeModeTools>[0]
    await expect(codeModeTools(nothing)).rejects.toThrow('codeModeTools needs session or sessionFor')
  })

  it('has the context as it is where no schema is given', async () => {
    const session = await openSession()
    const contexts: unknown[] = []
    const tools = await codeModeTools({
      include: ['run_code'],
      sessionFor: ({ context }) => {
        contexts.push(context)
        return session
      },
    })
    const model = scriptedModel({ tool: 'run_code', input: { code: '1' } }, 'Done.')
    const context = contextOptions({ user: 'ada' }) as object
    await generateText({ model, tools, prompt: 'Go.', stopWhen: stepCountIs(5), ...context })
    expect(contexts).toEqual([{ user: 'ada' }])
  })
})
