import { Session } from '@code-mode/core'
import { repl } from '../../src/repl/repl.ts'
import { SessionEvents } from '../../src/repl/session-events.ts'

/** The prompt without the command line around it: `launch.ts <base> <history file>`. */
const [base = '', historyFile = ''] = process.argv.slice(2)
const events = new SessionEvents()
const session = await Session.open(base, { onEvent: events.listener })
const { stdin: input, stdout: output, stderr: errors } = process
const exitCode = await repl({ session, events, input, output, errors, historyFile })
await session.close()
process.exit(exitCode)
