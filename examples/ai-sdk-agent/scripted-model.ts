import { MockLanguageModelV3 } from 'ai/test'

type Generate = Extract<
  NonNullable<ConstructorParameters<typeof MockLanguageModelV3>[0]>['doGenerate'],
  readonly unknown[]
>[number]

const none = { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 }
const usage = { inputTokens: none, outputTokens: { total: 0, text: 0, reasoning: 0 } }

/** A model that replies by a script: a program is a call of `run_code`, the last reply its answer. */
export function scriptedModel(programs: readonly string[], answer: string): MockLanguageModelV3 {
  const calls = programs.map((code, index): Generate => ({
    content: [
      {
        type: 'tool-call',
        toolCallId: `call-${index}`,
        toolName: 'run_code',
        input: JSON.stringify({ code }),
      },
    ],
    finishReason: { unified: 'tool-calls', raw: undefined },
    usage,
    warnings: [],
  }))
  const last: Generate = {
    content: [{ type: 'text', text: answer }],
    finishReason: { unified: 'stop', raw: undefined },
    usage,
    warnings: [],
  }
  return new MockLanguageModelV3({ doGenerate: [...calls, last] })
}
