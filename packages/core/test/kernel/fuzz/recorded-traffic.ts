import { SubprocessExecutor } from '../../../src/executors/subprocess/subprocess-executor.ts'
import { Kernel } from '../../../src/kernel/kernel.ts'
import { framesOf, type RecordedFrame } from './frames.ts'
import { readAll } from './fuzz-kernel.ts'

/** Programs that together send every message but credit. Streams fit one window: a recording waits for nobody. */
const PROGRAMS = [
  `
import asyncio, sys
print("hällo", flush=True)
print("error", file=sys.stderr)
display({"a": 1})
tools.one.call(x=1, y=[1.5, None, True], z={"k": "v"})
values = await asyncio.gather(*[tools.one.call(n=n) for n in range(5)])
for name in ("a", "b"):
    artifacts.save(name, name * 300, description="d", metadata={"n": 1})
[1, 2, {"three": 4}]
`,
  `
artifacts.save("big", bytes(1_000_000))
tools.one.call(text="x" * 1_000_000)
display("y" * 1_000_000)
raise ValueError("no")
`,
  `
import asyncio, threading
tools.one.call(raw=b"bytes", many=[b"a", b"", b"b" * 50], big=2**70, nan=float("nan"), inf=[float("-inf")], pairs={1: {2: b"x"}})
try:
    await asyncio.wait_for(tools.slow.call(), 0.02)
except asyncio.TimeoutError:
    print("gave up")
threads = [threading.Thread(target=lambda: tools.one.call(s="é" * 20)) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"x" * 2000
`,
] as const

/** What a real guest says in honest runs, a list of frames for each; `ready` left out. */
export async function recordTraffic(): Promise<readonly (readonly RecordedFrame[])[]> {
  const executor = new SubprocessExecutor()
  const recorded: (readonly RecordedFrame[])[] = []
  for (const code of PROGRAMS) {
    const guest = await executor.launch({
      sessionId: 'record',
      labels: {},
      language: 'python',
      requirements: [],
      limits: {},
      env: {},
    })
    const bytes: Buffer[] = []
    guest.output.on('data', (chunk: Buffer) => bytes.push(Buffer.from(chunk)))
    const kernel = await Kernel.start({
      guest,
      runtimeDeps: true,
      onBackground: () => {},
      onCall: async (call) => {
        const reply = await readAll(call)
        if (call.method === 'slow.call') await new Promise((resolve) => setTimeout(resolve, 500))
        return reply
      },
    })
    const outcome = await kernel.run({
      runId: 'record',
      mode: 'exec',
      body: { code },
      fileName: 'cell-1',
      timeoutMs: 20_000,
      onOutput: () => {},
      onDisplay: () => {},
    })
    if (outcome.status !== 'ok' && !(outcome.status === 'failed' && outcome.error.name === 'ValueError'))
      throw new Error(`The recording failed: ${JSON.stringify(outcome)}`)
    await kernel.close()
    recorded.push(framesOf(Buffer.concat(bytes)).filter(({ header }) => !header.includes('"ready"')))
  }
  await executor.close()
  return recorded
}
