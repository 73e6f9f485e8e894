import * as sdk from 'ai/test'

/** One reply of a model: a call of a tool, or its last words. */
export type Reply = string | { readonly tool: string; readonly input: unknown }

type Model = sdk.MockLanguageModelV4
type Prompt = Model['doGenerateCalls'][number]['prompt']
type Generated = Exclude<Awaited<ReturnType<Model['doGenerate']>>, never>
type Streamed = Awaited<ReturnType<Model['doStream']>>

const none = { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 }
const usage = { inputTokens: none, outputTokens: { total: 0, text: 0, reasoning: 0 } }

/** The SDK's own mock model, of the newest specification that the SDK has, giving these replies in order. */
export function scriptedModel(...replies: readonly Reply[]): Model {
  const Mock = 'MockLanguageModelV4' in sdk ? sdk.MockLanguageModelV4 : olderMock()
  return new Mock({
    doGenerate: replies.map((reply, index) => generated(reply, index)),
    doStream: replies.map((reply, index) => streamed(reply, index)),
  })
}

/** What the model was told of its tools' results, in the order of the calls. */
export function toolOutputs(model: Model): readonly unknown[] {
  const calls = [...model.doGenerateCalls, ...model.doStreamCalls]
  const prompt: Prompt = calls.at(-1)?.prompt ?? []
  return prompt
    .filter((message) => message.role === 'tool')
    .flatMap(({ content }) => content.flatMap((part) => (part.type === 'tool-result' ? [part.output] : [])))
}

/** AI SDK 6 has models of the third specification; what is used here is the same in both. */
function olderMock(): typeof sdk.MockLanguageModelV4 {
  return (sdk as { readonly MockLanguageModelV3: unknown })
    .MockLanguageModelV3 as typeof sdk.MockLanguageModelV4
}

function generated(reply: Reply, index: number): Generated {
  return { content: [part(reply, index)], finishReason: finishReason(reply), usage, warnings: [] }
}

function streamed(reply: Reply, index: number): Streamed {
  const id = `text-${index}`
  return {
    stream: sdk.simulateReadableStream({
      chunks: [
        { type: 'stream-start' as const, warnings: [] },
        ...(typeof reply === 'string'
          ? [
              { type: 'text-start' as const, id },
              { type: 'text-delta' as const, id, delta: reply },
              { type: 'text-end' as const, id },
            ]
          : [toolCall(reply, index)]),
        { type: 'finish' as const, finishReason: finishReason(reply), usage },
      ],
    }),
  }
}

function part(reply: Reply, index: number): Generated['content'][number] {
  return typeof reply === 'string' ? { type: 'text', text: reply } : toolCall(reply, index)
}

function toolCall({ tool, input }: Exclude<Reply, string>, index: number) {
  return {
    type: 'tool-call' as const,
    toolCallId: `call-${index}`,
    toolName: tool,
    input: JSON.stringify(input),
  }
}

function finishReason(reply: Reply): Generated['finishReason'] {
  return { unified: typeof reply === 'string' ? 'stop' : 'tool-calls', raw: undefined }
}
