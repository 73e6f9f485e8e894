import type { SessionApi } from '@code-mode/core'
import { ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import {
  CompleteRequestSchema,
  ErrorCode,
  McpError,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import type { RequestExtra } from '../progress.ts'
import { RESOURCE_KINDS } from './resource-kinds.ts'
import type { ResourceContent, ResourceKind } from './resource-kinds.ts'
import { resourceName, resourceTemplate, resourceUri } from './resource-uri.ts'
import { ResourceWatch } from './resource-watch.ts'

/** What the protocol has for it; the SDK has no name for it. */
const RESOURCE_NOT_FOUND = -32_002

/** As many as the protocol allows in one answer. */
const MAX_COMPLETIONS = 100

type Choose = (extra: RequestExtra) => SessionApi | Promise<SessionApi>

/** Gives workflows and artifacts as resources, with completion of names and news of changes. */
export function registerResources(server: McpServer, choose: Choose): ResourceWatch {
  const watch = new ResourceWatch(server.server)
  server.server.registerCapabilities({ resources: { subscribe: true, listChanged: true }, completions: {} })
  const watched = async (extra: RequestExtra): Promise<SessionApi> => {
    const session = await choose(extra)
    await watch.begin(session)
    return session
  }
  for (const kind of RESOURCE_KINDS) registerKind(server, kind, watched)
  server.server.setRequestHandler(SubscribeRequestSchema, async ({ params: { uri } }, extra) => {
    await watched(extra)
    watch.subscribe(uri)
    return {}
  })
  server.server.setRequestHandler(UnsubscribeRequestSchema, ({ params: { uri } }) => {
    watch.unsubscribe(uri)
    return {}
  })
  // The SDK's own handler does not tell a completer who asks.
  server.server.setRequestHandler(CompleteRequestSchema, async ({ params: { ref, argument } }, extra) => {
    const kind =
      ref.type === 'ref/resource'
        ? RESOURCE_KINDS.find((item) => resourceTemplate(item.kind) === ref.uri)
        : undefined
    if (ref.type === 'ref/resource' && kind === undefined)
      throw new McpError(ErrorCode.InvalidParams, `There is no resource template ${ref.uri}.`)
    const names =
      kind === undefined || argument.name !== 'name'
        ? []
        : (await kind.list(await choose(extra), extra.signal)).map(({ name }) => name)
    const values = names.filter((name) => name.toLowerCase().startsWith(argument.value.toLowerCase()))
    return {
      completion: {
        values: values.slice(0, MAX_COMPLETIONS),
        total: values.length,
        hasMore: values.length > MAX_COMPLETIONS,
      },
    }
  })
  return watch
}

function registerKind(server: McpServer, kind: ResourceKind, choose: Choose): void {
  const template = new ResourceTemplate(resourceTemplate(kind.kind), {
    list: async (extra) => ({
      resources: (await kind.list(await choose(extra), extra.signal)).map(({ revision: _, ...listed }) => ({
        ...listed,
        uri: resourceUri(kind.kind, listed.name),
      })),
    }),
  })
  const { title, description } = kind
  server.registerResource(kind.kind, template, { title, description }, async (uri, variables, extra) => {
    const name = resourceName(String(variables['name']))
    const content = name === undefined ? undefined : await read(kind, await choose(extra), name, extra.signal)
    if (content === undefined)
      throw new McpError(RESOURCE_NOT_FOUND, `There is no resource ${uri.href}.`, { uri: uri.href })
    return { contents: [{ uri: uri.href, ...content }] }
  })
}

async function read(
  kind: ResourceKind,
  session: SessionApi,
  name: string,
  signal: AbortSignal,
): Promise<ResourceContent | undefined> {
  try {
    return await kind.read(session, name, signal)
  } catch (error) {
    if (error instanceof RangeError) throw new McpError(ErrorCode.InvalidParams, error.message)
    throw error
  }
}
