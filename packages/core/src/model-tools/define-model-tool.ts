import type { ZodType } from 'zod'
import type { JsonObject } from '../kernel/json.ts'
import type { ModelContent } from '../session/model-content.ts'
import type { SessionApi } from '../session/session-api.ts'
import type { JsonSchema } from '../tools/tool.ts'
import { argumentsError } from './arguments-error.ts'
import type { ModelTool, ModelToolHints, ModelToolOptions } from './model-tool.ts'

/** The module, handed in by who loaded it: importing it takes 60 ms, so nothing here does so at its own start. */
export type Zod = typeof import('zod')

/** One of the tools, before it is asked for. */
export interface ModelToolEntry {
  readonly name: string
  /** Absent where agents may not change the packages. */
  readonly changesDeps?: boolean
  /** The description for one session, where it depends on it. */
  readonly describe?: (session: SessionApi, options: { readonly signal?: AbortSignal }) => Promise<string>
  readonly define: (z: Zod) => ModelTool
}

export interface ModelToolDefinition<Input, Output> {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly input: ZodType<Input>
  readonly output: ZodType
  /** @defaultValue everything false but `readOnly` and `idempotent` */
  readonly hints?: Partial<ModelToolHints>
  readonly run: (session: SessionApi, input: Input, options: ModelToolOptions) => Promise<Output>
  readonly render: (output: Output) => string | readonly ModelContent[]
  readonly structure: (output: Output) => object
  /** @defaultValue never an error */
  readonly isError?: (output: Output) => boolean
}

/** Makes the public form of a tool: plain JSON Schemas outside, the checking schema inside. */
export function defineModelTool<Input, Output>(
  z: Zod,
  definition: ModelToolDefinition<Input, Output>,
): ModelTool<Output> {
  const inputSchema = plainSchema(z, definition.input, 'input')
  return {
    name: definition.name,
    title: definition.title,
    description: definition.description,
    inputSchema,
    outputSchema: plainSchema(z, definition.output, 'output'),
    hints: { readOnly: true, destructive: false, idempotent: true, openWorld: false, ...definition.hints },
    async invoke(session, input, options = {}) {
      const checked = definition.input.safeParse(input ?? {})
      if (!checked.success) throw argumentsError(definition.name, inputSchema, checked.error.issues)
      return await definition.run(session, checked.data, options)
    },
    render: (output) => {
      const content = definition.render(output)
      return typeof content === 'string' ? [{ type: 'text', text: content }] : content
    },
    // What leaves the process is JSON; this drops undefined members and copies, so that nobody holds the session's data.
    structure: (output) => JSON.parse(JSON.stringify(definition.structure(output))) as JsonObject,
    isError: (output) => definition.isError?.(output) ?? false,
  }
}

function plainSchema(z: Zod, schema: ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io })
  return JSON.parse(JSON.stringify(rest)) as JsonSchema
}
