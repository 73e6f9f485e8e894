import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import * as z from 'zod'
import { INSTRUCTIONS, promptText, userMessage } from './instructions.ts'
import { registerTools, sessionChooser } from './register-code-mode-tools.ts'
import type { RegisterOptions } from './register-code-mode-tools.ts'
import { registerResources } from './resources/register-resources.ts'
import { refuseWrongRequests } from './refuse-wrong-requests.ts'
import { VERSION } from './version.ts'

export type CreateMcpServerOptions = RegisterOptions & {
  /** @defaultValue `code-mode` */
  readonly name?: string
  /** @defaultValue the version of this package */
  readonly version?: string
  /** Added after the instructions about working with code. */
  readonly instructions?: string
}

/**
 * A server with the model tools, the instructions, a prompt, and workflows and artifacts as resources, to be connected to any transport of the SDK.
 * The sessions stay the caller's to close.
 *
 * @throws TypeError when `include` has an unknown name.
 */
export async function createMcpServer(options: CreateMcpServerOptions): Promise<McpServer> {
  const { name = 'code-mode', version = VERSION } = options
  const instructions =
    options.instructions === undefined ? INSTRUCTIONS : `${INSTRUCTIONS}\n\n${options.instructions}`
  const server = new McpServer({ name, title: 'code-mode', version }, { instructions })
  refuseWrongRequests(server.server)
  const resources = registerResources(server, sessionChooser(options))
  const unfollow = await registerTools(server, options, (session) => resources.look(session))
  server.server.onclose = unfollow
  server.registerPrompt(
    'code_mode',
    {
      title: 'Work in code',
      description: 'Search saved workflows, invoke one or write a program, and save what worked.',
      argsSchema: { task: z.string().optional().describe('What is to be done.') },
    },
    ({ task }) => userMessage(promptText(task)),
  )
  return server
}
