import type { ZodType } from 'zod'

import type { CliDefinition, McpDefinition } from './definition.ts'

/** The shapes of definition files. */
export interface DefinitionSchemas {
  readonly cli: ZodType<CliDefinition>
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

const MAX_TIMEOUT_SECONDS = 86_400

async function build(): Promise<DefinitionSchemas> {
  const z = await import('zod')
  const text = (description: string) => z.string().min(1).meta({ description })
  const timeout = z
    .number()
    .positive()
    .max(MAX_TIMEOUT_SECONDS)
    .meta({ description: 'Time limit of one call, in seconds. The default is 60.' })
    .optional()
  const tags = z
    .array(z.string().min(1))
    .meta({ description: 'Words to group and find tools by.' })
    .optional()
  const strings = (description: string) => z.record(z.string(), z.string()).meta({ description }).optional()
  const list = (description: string) => z.array(z.string()).meta({ description }).optional()
  const literal = z.union([z.string(), z.number()])
  const preset = z.union([z.string(), z.number(), z.boolean(), z.array(literal)])
  const argument = {
    description: z.string().optional(),
    required: z.boolean().meta({ description: 'Whether a call must give it.' }).optional(),
    enum: z.array(literal).min(1).meta({ description: 'The only values allowed.' }).optional(),
    default: preset.meta({ description: 'What the program gets when a call does not say.' }).optional(),
  }
  const option = z.strictObject({
    type: z.enum(['string', 'integer', 'number', 'boolean', 'array']).default('string'),
    short: z
      .string()
      .regex(/^[A-Za-z0-9]$/, 'must be one letter or digit, without the dash')
      .optional(),
    ...argument,
  })
  const positional = z.strictObject({
    name: text('As agent code writes it: an identifier.'),
    type: z.enum(['string', 'integer', 'number', 'array']).default('string'),
    allow_option_like: z
      .boolean()
      .meta({ description: 'Let values that begin with - through as they are.' })
      .optional(),
    ...argument,
  })
  const recipe = z.strictObject({
    description: z.string().optional(),
    args: list('Fixed arguments after those of the tool, for instance a subcommand.'),
    preset: z.record(z.string(), preset).meta({ description: 'Values that this recipe sets.' }).optional(),
    params: z
      .record(
        z.string(),
        z.strictObject({
          description: z.string().optional(),
          required: z.boolean().optional(),
          default: preset.optional(),
        }),
      )
      .meta({ description: 'The arguments a call may give. Without it: all that are not preset.' })
      .optional(),
  })
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
  }
  const cli = z.strictObject({
    type: z.literal('cli').optional(),
    name: text('As agent code writes it: an identifier.'),
    description: text('What it is for, for the agent.'),
    command: text('A program on the PATH, or a path. Never a shell line.'),
    args: list('Fixed arguments before all others, for instance a subcommand.'),
    env: strings('Environment variables on top of those of the host. ${NAME} stands for one of the host.'),
    cwd: text('Its working directory; relative to the folder of this file.').optional(),
    timeout,
    tags,
    schema: z
      .strictObject({
        options: z.record(z.string(), option).optional(),
        positional: z.array(positional).optional(),
        separator: z
          .boolean()
          .meta({ description: 'Put -- in front of the positional arguments.' })
          .optional(),
      })
      .optional(),
    recipes: z.record(z.string(), recipe).optional(),
  })
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
