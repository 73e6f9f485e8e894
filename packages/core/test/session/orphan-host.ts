// Run by orphans.test.ts: a host with a guest, a tool and an MCP server under way, that is then killed.
import { Session } from '../../src/index.ts'

const base = process.argv[2] as string
const session = await Session.open(base)
const running = session.run(
  'import subprocess, asyncio\nsubprocess.Popen(["sleep", "4713"], start_new_session=True)\nsubprocess.Popen(["sleep", "4714"])\nawait asyncio.gather(tools.files.list_allowed_directories(), asyncio.sleep(0.5))\nimport os\nprint("ready " + os.getcwd(), flush=True)\nawait asyncio.gather(tools.sleeper(seconds=4712), asyncio.sleep(1000))',
  { onEvent: (event) => event.type === 'output' && process.stdout.write(event.text) },
)
await running
