import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { AIMessage } from '@langchain/core/messages'
import { fakeModel } from '@langchain/core/testing'

/** A program that the model runs, or what it says at the end of a turn. */
export type Reply = { readonly program: string } | { readonly says: string }

type ChatModelClass = new (options: { readonly model: string }) => BaseChatModel

const PROVIDERS = [
  {
    key: 'ANTHROPIC_API_KEY',
    from: '@langchain/anthropic',
    name: 'ChatAnthropic',
    model: 'claude-sonnet-4-5',
  },
  { key: 'OPENAI_API_KEY', from: '@langchain/openai', name: 'ChatOpenAI', model: 'gpt-5-mini' },
] as const

/** A real model where a key and its package are there, else one that gives these replies. */
export async function chooseModel(
  replies: readonly Reply[],
): Promise<{ readonly model: BaseChatModel; readonly isReal: boolean }> {
  const provider = PROVIDERS.find(({ key }) => (process.env[key] ?? '') !== '')
  if (provider === undefined) return { model: scripted(replies), isReal: false }
  const { key, from, name, model } = provider
  try {
    const classes = (await import(from)) as Readonly<Record<string, ChatModelClass>>
    const ChatModel = classes[name] as ChatModelClass
    return { model: new ChatModel({ model: process.env['CODE_MODE_MODEL'] ?? model }), isReal: true }
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw error
    console.log(`${key} is set, but ${from} is not installed: going on with scripted replies.`)
    return { model: scripted(replies), isReal: false }
  }
}

function scripted(replies: readonly Reply[]): BaseChatModel {
  const model = fakeModel()
  for (const [index, reply] of replies.entries()) {
    const call = { name: 'run_code', id: `call_${index}`, type: 'tool_call' } as const
    model.respond(
      'says' in reply
        ? new AIMessage(reply.says)
        : new AIMessage({ content: '', tool_calls: [{ ...call, args: { code: reply.program } }] }),
    )
  }
  return model
}
