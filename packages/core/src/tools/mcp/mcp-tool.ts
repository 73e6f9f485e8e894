import type { JsonObject } from '../../kernel/json.ts'
import { givenArguments } from '../given-arguments.ts'
import { toIdentifiers } from '../identifier.ts'
import { schemaParameters } from '../schema-parameters.ts'
import type { Tool, ToolCallable } from '../tool.ts'
import type { McpServer } from './mcp-server.ts'
import { resultValue, toJson } from './mcp-value.ts'
import type { McpToolInfo, McpToolList } from './tool-list-cache.ts'

/** A tool server as a tool: each of its tools is a callable, under a name that Python takes. */
export function mcpTool(server: McpServer, file: string, list: McpToolList): Tool {
  const { definition } = server
  const names = toIdentifiers(
    list.tools.map((info) => info.name),
    'callable',
  )
  return {
    name: definition.name,
    description:
      definition.description ??
      `Tools of the MCP server ${list.title === '' ? definition.name : list.title}.`,
    tags: definition.tags ?? [],
    origin: file,
    callables: list.tools.map((info, index) => mcpCallable(server, info, names[index] ?? info.name)),
  }
}

function mcpCallable(server: McpServer, info: McpToolInfo, name: string): ToolCallable {
  const { parameters, properties } = schemaParameters(info.inputSchema)
  return {
    name,
    ...(name === info.name ? {} : { originalName: info.name }),
    description: info.description,
    parameters,
    inputSchema: info.inputSchema,
    ...(info.outputSchema === undefined ? {} : { outputSchema: info.outputSchema }),
    async invoke(args, context) {
      const json: JsonObject = Object.fromEntries(
        givenArguments(args, parameters).map(([key, value]) => [
          properties.get(key) ?? key,
          toJson(value, `${server.definition.name}.${name}: ${key}`),
        ]),
      )
      return { value: resultValue(await server.call(info.name, json, context)) }
    },
  }
}
