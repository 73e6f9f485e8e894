import type { Client } from '@modelcontextprotocol/sdk/client/index.js'

import { isRecord } from '../definitions/is-record.ts'
import type { JsonSchema } from '../tool.ts'
import type { McpToolInfo, McpToolList } from './tool-list-cache.ts'

const MAX_PAGES = 1_000
const MAX_TOOLS = 20_000

/**
 * Every page of a server's list. Not `client.listTools`: that compiles every output schema and checks each tool, and one
 * that is wrong would hide all others.
 *
 * @throws Error when the list does not end
 */
export async function listServerTools(client: Client, signal: AbortSignal): Promise<McpToolList> {
  const { ResultSchema } = await import('@modelcontextprotocol/sdk/types.js')
  const title = client.getServerVersion()?.title ?? client.getServerVersion()?.name ?? ''
  const tools = new Map<string, McpToolInfo>()
  if (client.getServerCapabilities()?.tools === undefined) return { title, tools: [] }
  const cursors = new Set<string>()
  let cursor: string | undefined
  do {
    const params = cursor === undefined ? {} : { cursor }
    const page: Readonly<Record<string, unknown>> = await client.request(
      { method: 'tools/list', params },
      ResultSchema,
      { signal },
    )
    for (const item of Array.isArray(page['tools']) ? (page['tools'] as unknown[]) : []) {
      const info = toolInfo(item)
      if (info !== undefined && !tools.has(info.name)) tools.set(info.name, info)
    }
    const next = page['nextCursor']
    // A cursor that was given before leads round in a circle.
    cursor = typeof next === 'string' && !cursors.has(next) ? next : undefined
    if (cursor !== undefined) cursors.add(cursor)
    if (cursors.size >= MAX_PAGES)
      throw new Error(`its list of tools does not end: more than ${MAX_PAGES} pages.`)
    if (tools.size > MAX_TOOLS) throw new Error(`it has more than ${MAX_TOOLS} tools.`)
  } while (cursor !== undefined)
  return { title, tools: [...tools.values()] }
}

function toolInfo(item: unknown): McpToolInfo | undefined {
  if (!isRecord(item)) return undefined
  const { name, description, inputSchema, outputSchema } = item
  if (typeof name !== 'string' || name === '') return undefined
  return {
    name,
    description: typeof description === 'string' ? description : '',
    inputSchema: isRecord(inputSchema) ? (inputSchema as JsonSchema) : { type: 'object' },
    ...(isRecord(outputSchema) ? { outputSchema: outputSchema as JsonSchema } : {}),
  }
}
