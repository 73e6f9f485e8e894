import { ToolMessage } from '@langchain/core/messages'
import type { BaseMessage } from '@langchain/core/messages'
import type { StructuredToolInterface } from '@langchain/core/tools'

/** What the tools answered in a conversation, in order. */
export function toolMessages(state: { readonly messages: readonly BaseMessage[] }): readonly ToolMessage[] {
  return state.messages.filter((message) => ToolMessage.isInstance(message))
}

/** Calls one of the tools as a tool node does. */
export async function callTool(
  tools: readonly StructuredToolInterface[],
  name: string,
  args: Record<string, unknown>,
  config: { readonly signal?: AbortSignal } = {},
): Promise<ToolMessage> {
  const tool = named(tools, name)
  return (await tool.invoke({ type: 'tool_call', id: 'call_1', name, args }, config)) as ToolMessage
}

/** The tool of a name. */
export function named(tools: readonly StructuredToolInterface[], name: string): StructuredToolInterface {
  const tool = tools.find((one) => one.name === name)
  if (tool === undefined) throw new Error(`There is no tool ${name}.`)
  return tool
}
