import { MockLanguageModelV3 } from 'ai/test'

/** A call of a tool, or the model's answer. */
export type Reply = string | { readonly tool: string; readonly input: object }

type Generate = Extract<
  NonNullable<ConstructorParameters<typeof MockLanguageModelV3>[0]>['doGenerate'],
  readonly unknown[]
>[number]

const none = { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 }
const usage = { inputTokens: none, outputTokens: { total: 0, text: 0, reasoning: 0 } }

/** A model that replies by a script. */
export function scriptedModel(...replies: readonly Reply[]): MockLanguageModelV3 {
  return new MockLanguageModelV3({ doGenerate: replies.map(generated) })
}

function generated(reply: Reply, index: number): Generate {
  const isText = typeof reply === 'string'
  return {
    content: [
      isText
        ? { type: 'text', text: reply }
        : {
            type: 'tool-call',
            toolCallId: `call-${index}`,
            toolName: reply.tool,
            input: JSON.stringify(reply.input),
          },
    ],
    finishReason: { unified: isText ? 'stop' : 'tool-calls', raw: undefined },
    usage,
    warnings: [],
  }
}
