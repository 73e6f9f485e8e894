import { callModelTool, modelTools } from '@code-mode/core'
import type { ModelContent, ModelTool, ModelToolOptions, SessionApi } from '@code-mode/core'

interface Reply {
  readonly text: string
  readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly input: unknown }[]
}

export type Message =
  | { readonly role: 'user'; readonly text: string }
  | ({ readonly role: 'assistant' } & Reply)
  | {
      readonly role: 'tool'
      readonly id: string
      readonly content: readonly ModelContent[]
      readonly isError: boolean
    }

/** One request to the API of your model. */
export type AskModel = (messages: readonly Message[], tools: readonly ModelTool[]) => Promise<Reply>

/** Lets the model call tools until it answers. `options.signal` stops the program that runs and keeps the session. */
export async function answer(
  session: SessionApi,
  task: string,
  ask: AskModel,
  options: ModelToolOptions = {},
): Promise<string> {
  const tools = await modelTools({ session })
  const messages: Message[] = [{ role: 'user', text: task }]
  for (let turn = 1; turn <= 20; turn++) {
    const reply = await ask(messages, tools)
    if (reply.toolCalls.length === 0) return reply.text
    messages.push({ role: 'assistant', ...reply })
    for (const { id, name, input } of reply.toolCalls) {
      const tool = tools.find((each) => each.name === name)
      const { content, isError } =
        tool === undefined
          ? { content: [{ type: 'text' as const, text: `There is no tool "${name}".` }], isError: true }
          : await callModelTool(tool, session, input, options)
      messages.push({ role: 'tool', id, content, isError })
    }
  }
  throw new Error('The model gave no answer in 20 turns.')
}
