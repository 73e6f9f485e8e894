import { VERSION } from '../version.ts'
import { parseFlags } from './flags.ts'
import { USAGE } from './usage.ts'

/** The command line program. Sets the exit code: 0 at a normal end, 1 when serving failed, 2 for a wrong command line. */
export async function main(args: readonly string[]): Promise<void> {
  const command = parseFlags(args)
  switch (command.kind) {
    case 'help':
      process.stdout.write(USAGE)
      return
    case 'version':
      process.stdout.write(`${VERSION}\n`)
      return
    case 'usage-error':
      process.stderr.write(`code-mode-mcp: ${command.message}\nSee code-mode-mcp --help.\n`)
      process.exitCode = 2
      return
    case 'serve': {
      // The server's modules take 200 ms to load; help and usage errors need none of them.
      const { flags } = command
      if (flags.http === undefined) {
        const { serve } = await import('./serve.ts')
        return serve(flags)
      }
      const { serveOverHttp } = await import('./serve-http.ts')
      await serveOverHttp(flags, flags.http)
    }
  }
}
