import { CodeModeError } from '@code-mode/core'
import type { ToolSet } from 'ai'

/** As in AI SDK 7. */
export type ToolApprovalStatus =
  | undefined
  | 'not-applicable'
  | 'approved'
  | 'denied'
  | 'user-approval'
  | { readonly type: 'not-applicable' | 'approved' | 'denied' | 'user-approval'; readonly reason?: string }

/** What `toolApproval` of `generateText` takes in AI SDK 7: a function for all tools, or a status or function for each. */
export type ToolApproval<Tools extends ToolSet = ToolSet> =
  | ((options: never) => unknown)
  | { readonly [Name in keyof Tools]?: ToolApprovalStatus | ((input: never, options: never) => unknown) }

/**
 * Lets a call pass when it is certain that nobody has to approve it. What `toolApproval` says of a tool stands over the
 * tool's own `needsApproval`, as in AI SDK 7. A function is not asked: it judges by the conversation, which a call from
 * code does not have.
 *
 * @throws CodeModeError `APPROVAL_REQUIRED`
 */
export function assertApproved(
  name: string,
  tool: ToolSet[string],
  toolApproval: ToolApproval | undefined,
): void {
  const set: Readonly<Record<string, unknown>> = typeof toolApproval === 'object' ? toolApproval : {}
  const said = typeof toolApproval === 'function' ? toolApproval : Object.hasOwn(set, name) ? set[name] : null
  const status: unknown = said ?? tool.needsApproval ?? 'not-applicable'
  const { type = status, reason } = status as { readonly type?: unknown; readonly reason?: unknown }
  if (type === 'not-applicable' || type === 'approved' || type === false) return
  const denied = type === 'denied'
  const what = `${typeof type === 'function' ? 'may need' : 'needs'} the approval of a person, which cannot be asked for from code`
  throw new CodeModeError({
    code: 'APPROVAL_REQUIRED',
    message: `${name} ${denied ? 'is denied' : what}${typeof reason === 'string' ? ` (${reason})` : ''}. It was not called.`,
    hint: 'Go on without it, and say in the answer what is left to be done with it.',
    details: { tool: name },
  })
}
