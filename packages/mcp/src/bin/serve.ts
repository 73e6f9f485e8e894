import { CodeModeError } from '@code-mode/core'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { createMcpServer } from '../create-mcp-server.ts'
import { whenOver } from './end-of-service.ts'
import type { ServeFlags } from './flags.ts'
import { openSession } from './open-session.ts'

/** A session that cannot close must not keep a process nobody talks to. */
const CLOSE_TIMEOUT_MS = 5_000

/** Serves one client on stdin and stdout until it leaves or a signal comes, and leaves no process behind. */
export async function serve(flags: ServeFlags): Promise<void> {
  const over = whenOver()
  let exitCode = 0
  try {
    const { session, close } = await openSession(flags)
    try {
      const server = await createMcpServer({ session })
      await server.connect(new StdioServerTransport())
      await over
    } finally {
      await Promise.race([close(), patience()])
    }
  } catch (error) {
    process.stderr.write(`code-mode-mcp: ${reason(error)}\n`)
    exitCode = 1
  }
  process.exit(exitCode)
}

async function patience(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS))
}

function reason(error: unknown): string {
  if (CodeModeError.isInstance(error))
    return `${error.code}: ${error.message}${error.hint === undefined ? '' : ` ${error.hint}`}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
