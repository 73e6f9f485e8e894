// Run by leaving.test.ts: a host that opens a session, uses it, never closes it, and has nothing else to do.
import { Session } from '../../src/index.ts'

const session = await Session.open(process.argv[2] as string)
const result = await session.run(process.argv[3] as string)
process.stdout.write(`${JSON.stringify(result.ok)} ${result.stdout}`)
