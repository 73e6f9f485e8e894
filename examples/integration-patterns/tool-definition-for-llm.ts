import { modelTools } from '@code-mode/core'
import type { JsonSchema, SessionApi } from '@code-mode/core'

interface OpenAiTool {
  readonly type: 'function'
  readonly function: { readonly name: string; readonly description: string; readonly parameters: JsonSchema }
}

interface AnthropicTool {
  readonly name: string
  readonly description: string
  readonly input_schema: JsonSchema
}

/** For a chat completions API. The description of `run_code` names the session's own tools. */
export async function openAiTools(session: SessionApi): Promise<readonly OpenAiTool[]> {
  const tools = await modelTools({ session, include: ['run_code', 'search_workflows', 'create_workflow'] })
  return tools.map(({ name, description, inputSchema }) => ({
    type: 'function',
    function: { name, description, parameters: inputSchema },
  }))
}

/** For a messages API. */
export async function anthropicTools(session: SessionApi): Promise<readonly AnthropicTool[]> {
  const tools = await modelTools({ session })
  return tools.map(({ name, description, inputSchema }) => ({ name, description, input_schema: inputSchema }))
}
