import { callModelTool } from '@code-mode/core'
import type { ModelContent, ModelTool, ModelToolAnswer, SessionApi } from '@code-mode/core'
import type { McpServer, RegisteredTool } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { jsonSchemaShape } from './json-schema-shape.ts'
import { progressListener } from './progress.ts'
import type { RequestExtra } from './progress.ts'

/** Adds one model tool to a server; `choose` gives the session of each request, `onCalled` follows each call. */
export function registerModelTool(
  server: McpServer,
  tool: ModelTool,
  choose: (extra: RequestExtra) => SessionApi | Promise<SessionApi>,
  onCalled: (session: SessionApi) => void = () => {},
): RegisteredTool {
  const { readOnly, destructive, idempotent, openWorld } = tool.hints
  return server.registerTool(
    tool.name,
    {
      title: tool.title,
      description: tool.description,
      inputSchema: jsonSchemaShape(tool.inputSchema),
      outputSchema: jsonSchemaShape(tool.outputSchema),
      annotations: {
        title: tool.title,
        readOnlyHint: readOnly,
        destructiveHint: destructive,
        idempotentHint: idempotent,
        openWorldHint: openWorld,
      },
    },
    async (input: unknown, extra: RequestExtra) => {
      let session: SessionApi | undefined
      const chosen = async (): Promise<SessionApi> => (session = await choose(extra))
      const options = { signal: extra.signal, ...progressListener(extra) }
      try {
        return toCallToolResult(await callModelTool(tool, chosen, input, options))
      } finally {
        if (!readOnly && session !== undefined) onCalled(session)
      }
    },
  )
}

function toCallToolResult(answer: ModelToolAnswer): CallToolResult {
  return {
    content: answer.content.map((part: ModelContent) => ({ ...part })),
    ...(answer.structured === undefined ? {} : { structuredContent: answer.structured }),
    isError: answer.isError,
  }
}
