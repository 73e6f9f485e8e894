import type { Server } from '@modelcontextprotocol/sdk/server/index.js'
import type { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js'
import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js'
import * as z from 'zod'
import type { RequestExtra } from './progress.ts'

type Handler = (request: object, extra: RequestExtra) => unknown

const toolNames = z.object({ tools: z.array(z.object({ name: z.string() })) })
const withName = z.object({ name: z.string() })

/**
 * Gives wrong requests the error that the protocol has for them (-32602), where the SDK's `McpServer` reads any cursor
 * as the first page, calls wrong params an internal error, and an unknown tool the failure of a tool. To be called
 * before anything is registered.
 */
export function refuseWrongRequests(server: Server): void {
  const handlers = new Map<string, Handler>()
  const setHandler = server.setRequestHandler.bind(server)
  const guarded = (schema: z.ZodObject<{ method: z.ZodLiteral<string> }>, handler: Handler): void => {
    const method = schema.shape.method.value
    handlers.set(method, handler)
    setHandler(z.looseObject({ method: z.literal(method) }), async (request, extra) => {
      const parsed = schema.safeParse(request)
      if (!parsed.success) throw invalid(`${method}: ${z.prettifyError(parsed.error)}`)
      const { params = {} } = parsed.data as { readonly params?: object }
      if ('cursor' in params && params.cursor !== undefined)
        throw invalid(`${method}: unknown cursor ${JSON.stringify(params.cursor)}; the list has one page.`)
      const result = await handler(parsed.data, extra)
      if (method === 'tools/call') await refuseUnknownTool(params, result, extra)
      return result as z.infer<typeof CallToolResultSchema>
    })
  }
  server.setRequestHandler = guarded as unknown as typeof server.setRequestHandler

  /** Only after a failure, so that a call that works pays nothing. */
  async function refuseUnknownTool(params: object, result: unknown, extra: RequestExtra): Promise<void> {
    if (!(typeof result === 'object' && result !== null && 'isError' in result && result.isError === true))
      return
    const { name } = withName.parse(params)
    const list = toolNames.parse(await handlers.get('tools/list')?.({}, extra))
    if (!list.tools.some((tool) => tool.name === name)) throw invalid(`Unknown tool: ${name}`)
  }
}

function invalid(message: string): McpError {
  return new McpError(ErrorCode.InvalidParams, message)
}
