/** Compiled against AI SDK 6 and 7 with the declarations of this package, and never run. */
import { codeModeTools, fromAiSdk } from '@code-mode/ai-sdk'
import type { RunCodeOutput, Session } from '@code-mode/ai-sdk'
import { generateText, jsonSchema, streamText, tool, ToolLoopAgent } from 'ai'
import type { InferToolInput, InferToolOutput, LanguageModel, ToolSet } from 'ai'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function holds<_Condition extends true>(): void {}

/** Every way in takes the tools as they are, and knows what they give. */
export async function tools(session: Session, model: LanguageModel): Promise<readonly unknown[]> {
  const all = await codeModeTools({ session })
  const asSet: ToolSet = all
  const own = { hello: tool({ inputSchema: jsonSchema<{ n: number }>({}), execute: ({ n }) => n + 1 }) }
  const generated = await generateText({ model, prompt: '', tools: { ...all, ...own } })
  for (const result of generated.toolResults) {
    if (result.dynamic === true || result.toolName !== 'run_code') continue
    const output: RunCodeOutput | undefined = result.output.structured
    const code: string = result.input.code
    // @ts-expect-error a code is a text: it is no `any`
    const wrong: number = result.input.code
    return [output?.value, code, wrong]
  }
  const stream = streamText({ model, prompt: '', tools: all })
  const agent = new ToolLoopAgent({ model, tools: all })
  const some = await codeModeTools({ sessionFor: () => session, include: ['run_code', 'reset_session'] })
  holds<Same<keyof typeof some, 'run_code' | 'reset_session'>>()
  holds<Same<InferToolInput<typeof some.reset_session>, Readonly<Record<string, never>>>>()
  holds<Same<NonNullable<InferToolOutput<typeof some.run_code>['structured']>, RunCodeOutput>>()
  // @ts-expect-error there is no such tool
  const unknown = codeModeTools({ session, include: ['run_cod'] })
  // @ts-expect-error one session or a choice, not none
  const none = codeModeTools({})
  return [asSet, stream, agent, unknown, none]
}

/** Any tool set is a source of tools, and what is said of its tools is said by their names. */
export function sources(): readonly unknown[] {
  const set = {
    pay: tool({ inputSchema: jsonSchema<{ amount: number }>({}), execute: ({ amount }) => amount }),
  }
  const any: ToolSet = set
  return [
    fromAiSdk(any),
    fromAiSdk(set, { toolApproval: { pay: 'user-approval' }, toolsContext: { pay: { user: 'ada' } } }),
    fromAiSdk(set, { toolApproval: { pay: (input: { amount: number }) => input.amount > 1 } }),
    fromAiSdk(set, { toolApproval: () => 'approved' }),
    // @ts-expect-error there is no such tool
    fromAiSdk(set, { toolApproval: { payy: 'approved' } }),
    // @ts-expect-error there is no such status
    fromAiSdk(set, { toolApproval: { pay: 'aproved' } }),
  ]
}
