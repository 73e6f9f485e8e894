import { AIMessage } from '@langchain/core/messages'
import { fakeModel } from '@langchain/core/testing'

/** A reply that calls a tool, or one that ends the turn. */
export type Reply = string | { readonly name: string; readonly args: Record<string, unknown> }

/** The call that runs a program. */
export function runCode(code: string): Reply {
  return { name: 'run_code', args: { code } }
}

/** A chat model that gives these replies, one a turn, whatever it is asked. */
export function scriptedModel(...replies: readonly Reply[]): ReturnType<typeof fakeModel> {
  const model = fakeModel()
  for (const [index, reply] of replies.entries()) {
    model.respond(
      typeof reply === 'string'
        ? new AIMessage(reply)
        : new AIMessage({ content: '', tool_calls: [{ ...reply, id: `call_${index}`, type: 'tool_call' }] }),
    )
  }
  return model
}
