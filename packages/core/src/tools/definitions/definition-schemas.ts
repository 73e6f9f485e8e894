import type { ZodType } from 'zod'

import { cliSchema } from './cli-schema.ts'
import type { CliFile, McpDefinition } from './definition.ts'
import { commonSchemas } from './common-schemas.ts'

/** The shapes of definition files. */
export interface DefinitionSchemas {
  readonly cli: ZodType<CliFile>
  readonly mcp: ZodType<McpDefinition & { readonly type: 'mcp' }>
  /** One entry of `mcpServers` in `mcp.json`. */
  readonly server: ZodType<
    Omit<McpDefinition, 'name'> & {
      readonly type?: string | undefined
      readonly disabled?: boolean | undefined
    }
  >
  /** The published JSON Schema of a definition file, without its `$schema` and `$id`. */
  readonly json: () => Record<string, unknown>
}

async function build(): Promise<DefinitionSchemas> {
  const z = await import('zod')
  const { text, timeout, tags, strings, list } = commonSchemas(z)
  const server = {
    description: z.string().optional(),
    tags,
    timeout,
    command: text('The program that speaks MCP over its stdin and stdout.').optional(),
    args: list('Its arguments. ${NAME} stands for an environment variable of the host.'),
    env: strings('Environment variables on top of those of the host.'),
    cwd: text('Its working directory; relative to the folder of this file.').optional(),
    url: text('The address of a server that speaks streamable HTTP.').optional(),
    headers: strings('Headers of every request to url.'),
    transport: z
      .enum(['stdio', 'http', 'streamable_http', 'streamable-http', 'sse'])
      .meta({ description: 'Only needed for a server at a url that speaks the older HTTP with SSE: sse.' })
      .optional(),
  }
  const cli = cliSchema(z)
  const mcp = z.strictObject({
    type: z.literal('mcp'),
    name: text('As agent code writes it: an identifier.'),
    ...server,
  })
  const entry = z.strictObject({ type: z.string().optional(), disabled: z.boolean().optional(), ...server })
  return {
    cli,
    mcp,
    server: entry,
    json: () => ({
      anyOf: [cli, mcp].map((schema) => withoutSchemaKey(z.toJSONSchema(schema, { io: 'input' }))),
    }),
  }
}

function withoutSchemaKey(schema: Record<string, unknown>): Record<string, unknown> {
  const { $schema: _, ...rest } = schema
  return rest
}

let schemas: Promise<DefinitionSchemas> | undefined

/** Loads zod at the first definition, so that importing this package stays quick. */
export function definitionSchemas(): Promise<DefinitionSchemas> {
  schemas ??= build()
  return schemas
}

/** The JSON Schema that is published as `schemas/tool.schema.json`, for editors. */
export async function publishedToolSchema(): Promise<Record<string, unknown>> {
  const { json } = await definitionSchemas()
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'A tool of code-mode', ...json() }
}
