import { COMMANDS } from '../commands/commands.ts'
import { parseCommandLine } from './parse.ts'

/** As a shell tells a program whose output nobody reads any more. */
const BROKEN_PIPE_EXIT_CODE = 141

/** The command line program. Ends the process when the command is over. */
export async function main(args: readonly string[]): Promise<void> {
  const { stdout, stderr } = process
  // The reader has left, as `head` does: there is nobody to tell.
  stdout.on('error', () => process.exit(BROKEN_PIPE_EXIT_CODE))
  stderr.on('error', () => {})
  const parsed = parseCommandLine(args, { entries: COMMANDS, stdout, stderr })
  if (parsed.kind === 'over') {
    process.exitCode = parsed.exitCode
    return
  }
  const { runCommand } = await import('./run-command.ts')
  const exitCode = await runCommand(parsed)
  // What is written to a pipe may still be under way; what a library left open must not keep the process.
  await Promise.all([flushed(stdout), flushed(stderr)])
  process.exit(exitCode)
}

async function flushed(stream: NodeJS.WriteStream): Promise<void> {
  await new Promise<void>((resolve) => {
    if (stream.writableLength === 0) resolve()
    else stream.write('', () => resolve())
  })
}
