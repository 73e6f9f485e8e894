import { MemoryStorage, Session } from '@code-mode/core'
import type { JsonObject, ModelContent, ModelTool, SessionEvent } from '@code-mode/core'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { setTimeout as delay } from 'node:timers/promises'
import * as z from 'zod'
import { userMessage } from '../../src/instructions.ts'
import { refuseWrongRequests } from '../../src/refuse-wrong-requests.ts'
import { registerModelTool } from '../../src/register-model-tool.ts'

interface FixtureAnswer {
  readonly content: readonly ModelContent[]
  readonly isError?: boolean
}

/** One red point. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='

function fixtureTool(
  name: string,
  invoke: ModelTool<FixtureAnswer>['invoke'],
  inputSchema: JsonObject = { type: 'object', properties: {} },
): ModelTool {
  const tool: ModelTool<FixtureAnswer> = {
    name,
    title: name,
    description: `What the suite asks for by the name ${name}`,
    inputSchema,
    outputSchema: { type: 'object' },
    hints: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
    invoke,
    render: (answer) => answer.content,
    structure: () => ({ fixture: true }),
    isError: (answer) => answer.isError === true,
  }
  return tool as ModelTool
}

const text = (words: string): FixtureAnswer => ({ content: [{ type: 'text', text: words }] })

const FIXTURES: readonly ModelTool[] = [
  fixtureTool('test_simple_text', async () => text('This is a simple text response for testing.')),
  fixtureTool('test_image_content', async () => ({
    content: [{ type: 'image', data: PNG, mimeType: 'image/png' }],
  })),
  fixtureTool('test_error_handling', async () => ({
    ...text('This tool intentionally returns an error for testing'),
    isError: true,
  })),
  fixtureTool('test_tool_with_progress', async (_session, _input, options) => {
    for (const [sequence, message] of ['0 of 100', '50 of 100', '100 of 100'].entries()) {
      const base = { sessionId: 'fixture', sequence, time: new Date().toISOString() }
      const event: SessionEvent = { ...base, type: 'call-progress', runId: 'run', callId: 1, message }
      options?.onEvent?.(event)
      await delay(50)
    }
    return text('done')
  }),
  fixtureTool('json_schema_2020_12_tool', async () => text('fits'), {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    $defs: {
      address: { type: 'object', properties: { street: { type: 'string' }, city: { type: 'string' } } },
    },
    properties: { name: { type: 'string' }, address: { $ref: '#/$defs/address' } },
    additionalProperties: false,
  }),
]

/** A server of the tools and prompts that the suite asks for by name, through the product's own rendering. */
export async function fixtureServer(): Promise<McpServer> {
  const server = new McpServer({ name: 'fixtures', version: '1.0.0' })
  refuseWrongRequests(server.server)
  // Starts no guest: no fixture runs a program.
  const session = await Session.open({ storage: new MemoryStorage() })
  server.server.onclose = () => void session.close()
  for (const tool of FIXTURES) registerModelTool(server, tool, () => session)
  server.registerPrompt('test_simple_prompt', { description: 'A prompt without arguments' }, () =>
    userMessage('This is a simple prompt for testing.'),
  )
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description: 'A prompt with arguments', argsSchema: { arg1: z.string(), arg2: z.string() } },
    ({ arg1, arg2 }) => userMessage(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`),
  )
  return server
}
