import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { createMcpServer } from '../create-mcp-server.ts'
import { closeInTime, sayWhy } from './end.ts'
import { whenOver } from './end-of-service.ts'
import type { ServeFlags } from './flags.ts'
import { openSession } from './open-session.ts'

/** Of one request. A program or a workflow comes in one; the SDK would take 10 MB. */
const MAX_REQUEST_BYTES = 16 * 1024 * 1024

/** Serves one client on stdin and stdout until it leaves or a signal comes, and leaves no process behind. */
export async function serve(flags: ServeFlags): Promise<void> {
  const over = whenOver()
  let exitCode = 0
  try {
    const { session, close } = await openSession(flags)
    try {
      const server = await createMcpServer({ session })
      const options = { maxBufferSize: MAX_REQUEST_BYTES }
      const transport = new StdioServerTransport(process.stdin, process.stdout, options)
      // The transport gives up reading after a request over the limit, and nothing else would end this process.
      const gaveUp = new Promise<true>((resolve) => {
        transport.onclose = () => resolve(true)
      })
      await server.connect(transport)
      if ((await Promise.race([over, gaveUp])) === true) {
        const limit = `${MAX_REQUEST_BYTES / 1024 / 1024} MiB`
        process.stderr.write(`code-mode-mcp: A request had more than ${limit}. The session is closed.\n`)
        exitCode = 1
      }
    } finally {
      await closeInTime(close)
    }
  } catch (error) {
    sayWhy(error)
    exitCode = 1
  }
  process.exit(exitCode)
}
