import { tool } from 'ai'
import type { ToolSet } from 'ai'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fromAiSdk } from '../../src/index.ts'
import type { ToolApproval } from '../../src/index.ts'
import { openSession } from '../support/open-session.ts'

const CODE = `
try:
    outcome = tools.app.pay(amount=3)
except Exception as error:
    outcome = [error.code, str(error)]
outcome`

/** What agent code sees of the call of a tool, and how often the tool ran. */
async function pay(options: {
  readonly needsApproval?: ToolSet[string]['needsApproval']
  readonly toolApproval?: ToolApproval
}): Promise<{ readonly outcome: unknown; readonly calls: number }> {
  let calls = 0
  const plain = tool({
    inputSchema: z.object({ amount: z.number() }),
    execute: () => {
      calls += 1
      return 'paid'
    },
  })
  const { needsApproval, toolApproval } = options
  const toolSet: ToolSet = { pay: { ...plain, ...(needsApproval === undefined ? {} : { needsApproval }) } }
  const source = fromAiSdk(toolSet, toolApproval === undefined ? {} : { toolApproval })
  const session = await openSession({ tools: [source] })
  const result = await session.run(CODE)
  return { outcome: result.ok ? result.value : result.error, calls }
}

describe('a tool that is or may be subject to approval', () => {
  it.each<[string, Parameters<typeof pay>[0], string]>([
    ['needsApproval', { needsApproval: true }, 'pay needs the approval of a person'],
    ['a function as needsApproval', { needsApproval: () => false }, 'pay may need the approval of a person'],
    [
      'toolApproval by name',
      { toolApproval: { pay: 'user-approval' } },
      'pay needs the approval of a person',
    ],
    [
      'toolApproval with a reason',
      { toolApproval: { pay: { type: 'user-approval', reason: 'it costs money' } } },
      'pay needs the approval of a person, which cannot be asked for from code (it costs money).',
    ],
    ['toolApproval that denies', { toolApproval: { pay: { type: 'denied' } } }, 'pay is denied'],
    ['a function for the tool', { toolApproval: { pay: () => 'approved' } }, 'pay may need the approval'],
    ['a function for all tools', { toolApproval: () => 'approved' }, 'pay may need the approval'],
    [
      'a word that is no status',
      { toolApproval: { pay: 'aproved' as 'approved' } },
      'pay needs the approval of a person',
    ],
    [
      'toolApproval over needsApproval',
      { needsApproval: false, toolApproval: { pay: 'user-approval' } },
      'pay needs the approval of a person',
    ],
  ])('by %s fails closed and does not run', async (_name, options, message) => {
    expect(await pay(options)).toEqual({
      outcome: ['APPROVAL_REQUIRED', expect.stringContaining(message) as string],
      calls: 0,
    })
  })

  it.each<[string, Parameters<typeof pay>[0]]>([
    ['nothing', {}],
    ['needsApproval false', { needsApproval: false }],
    ['toolApproval for no tool', { toolApproval: {} }],
    ['approved', { toolApproval: { pay: 'approved' } }],
    [
      'approved over needsApproval, as in the SDK',
      { needsApproval: true, toolApproval: { pay: 'approved' } },
    ],
    ['not applicable', { needsApproval: true, toolApproval: { pay: { type: 'not-applicable' } } }],
  ])('is another one than with %s, which runs', async (_name, options) => {
    expect(await pay(options)).toEqual({ outcome: 'paid', calls: 1 })
  })

  it('is not one whose name is misspelt: that is refused at once', () => {
    const toolApproval = { delete_fiel: 'user-approval' } as const
    expect(() => fromAiSdk({}, { toolApproval })).toThrow(
      new TypeError('toolApproval: there is no tool "delete_fiel" in the set.'),
    )
  })
})
