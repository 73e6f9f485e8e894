/** What only AI SDK 7 has. Compiled, and never run. */
import { codeModeTools, fromAiSdk } from '@code-mode/ai-sdk'
import type { Session, ToolApproval } from '@code-mode/ai-sdk'
import { generateText, jsonSchema, tool } from 'ai'
import type { LanguageModel, ToolApprovalConfiguration } from 'ai'

/** The context of the tools reaches `sessionFor` with its type. */
export async function context(sessions: Map<string, Session>, model: LanguageModel): Promise<unknown> {
  const tools = await codeModeTools({
    include: ['run_code'],
    contextSchema: jsonSchema<{ user: string }>({}),
    sessionFor: ({ context: { user } }) => {
      const session = sessions.get(user)
      if (session === undefined) throw new Error(`no session for ${user}`)
      return session
    },
  })
  // @ts-expect-error the context is due
  const missing = generateText({ model, prompt: '', tools })
  return [
    missing,
    await generateText({ model, prompt: '', tools, toolsContext: { run_code: { user: 'ada' } } }),
  ]
}

/** What `generateText` takes as `toolApproval` is taken as it is. */
export function approvals(): readonly unknown[] {
  const set = {
    pay: tool({ inputSchema: jsonSchema<{ amount: number }>({}), execute: ({ amount }) => amount }),
  }
  const byName: ToolApprovalConfiguration<typeof set, unknown> = {
    pay: ({ amount }) => (amount > 10 ? 'user-approval' : { type: 'approved' }),
  }
  const forAll: ToolApprovalConfiguration<typeof set, unknown> = ({ toolCall }) =>
    toolCall.toolName === 'pay' ? 'denied' : undefined
  const taken: ToolApproval<typeof set> = byName
  return [taken, fromAiSdk(set, { toolApproval: byName }), fromAiSdk(set, { toolApproval: forAll })]
}
