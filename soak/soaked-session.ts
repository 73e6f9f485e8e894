import { type RunOptions, type RunResult, Session } from '@code-mode/core'
import { hostTools } from './base.ts'
import type { Operation, Stop } from './plan.ts'
import { callsOf, CRASHES, REMAINDERS, STOPS } from './programs.ts'

/** Longest time that a run may take beyond its deadline: the grace before a kill, and a new start, on a busy machine. */
const PATIENCE_MS = 30_000
/** Of a run that a reset or a close meets, or just misses. */
const LOOP_MS = 2_000
const STOP_KINDS: readonly string[] = ['timeout', 'interrupted', 'program', 'crashed']

/** One session of the soak, and what it must hold. */
export class SoakedSession {
  readonly #options: { readonly base: string; readonly mark: string }
  #session: Session | undefined
  /** What the guest's counter must be; undefined when the guest is new. */
  #counter: number | undefined
  /** What ran when an interpreter had to be killed at a deadline. */
  readonly killed: Stop[] = []

  constructor(options: { readonly base: string; readonly mark: string }) {
    this.#options = options
  }

  /** Performs one step. @throws Error when something does not hold. */
  async perform(operation: Operation): Promise<void> {
    this.#session ??= await this.#open()
    const session = this.#session
    switch (operation.kind) {
      case 'count':
        return this.#count(session, operation.by)
      case 'print': {
        const { lines, width } = operation
        const result = await this.#ok(session, `for i in range(${lines}):\n    print("x" * ${width})`)
        return hold(result.stdout.length === lines * (width + 1), 'printed text is missing or too much')
      }
      case 'fail': {
        const result = await this.#run(
          session,
          `def f(n):\n    return f(n - 1) if n else 1 / 0\nf(${operation.depth})`,
        )
        const name = operation.depth > 10_000 ? 'RecursionError' : 'ZeroDivisionError'
        return hold(
          !result.ok && (result.error.name === name || result.error.kind === 'crashed'),
          describe(result),
        )
      }
      case 'call': {
        const { tool, times, gathered } = operation
        const result = await this.#run(session, callsOf(tool, times, gathered))
        return hold(result.ok || (tool.startsWith('failing') && !gathered), describe(result))
      }
      case 'artifact': {
        const { name, bytes } = operation
        const code = `artifacts.save(${JSON.stringify(name)}, b"a" * ${bytes})\nlen(artifacts.load(${JSON.stringify(name)}))`
        const result = await this.#ok(session, code)
        return hold(result.ok && result.value === bytes, 'the artifact has another size')
      }
      case 'workflow': {
        const { name, factor } = operation
        const source = `def run(n):\n    return n * ${factor}\n`
        const code = `workflows.create(name="${name}", source=${JSON.stringify(source)}, description="Times ${factor}")\nworkflows.invoke("${name}", n=7)`
        const result = await this.#ok(session, code)
        return hold(result.ok && result.value === 7 * factor, 'the workflow gave another value')
      }
      case 'display': {
        const result = await this.#ok(session, `display("d" * ${operation.bytes})`)
        return hold(result.displays.length === 1, 'a display is missing')
      }
      case 'stop':
        return this.#stop(session, operation.how, operation.timeoutMs)
      case 'abort':
        return this.#abort(session, STOPS[operation.how], operation.afterMs)
      case 'crash': {
        const result = await this.#run(session, CRASHES[operation.how])
        hold(!result.ok && result.stateLost, `${operation.how}: ${describe(result)}`)
        return
      }
      case 'leave':
        await this.#ok(session, REMAINDERS[operation.what])
        // The late line must be in no later run.
        for (let round = 0; round < 3; round += 1) {
          const result = await this.#ok(session, 'import time\ntime.sleep(0.03)')
          hold(!result.stdout.includes('LATE'), 'late output came in a later run')
        }
        return
      case 'overlap': {
        const runs = Array.from({ length: operation.runs }, (_, index) =>
          this.#ok(session, `print("run ${index}")\n${index}`),
        )
        for (const [index, result] of (await Promise.all(runs)).entries())
          hold(result.ok && result.value === index && result.stdout === `run ${index}\n`, describe(result))
        return
      }
      case 'reset':
        return this.#end(operation.duringRun, () => session.reset())
      case 'reopen':
        await this.#end(operation.duringRun, () => session.close())
        this.#session = undefined
    }
  }

  async close(): Promise<void> {
    await this.#session?.close()
    this.#session = undefined
  }

  #open(): Promise<Session> {
    const env = { SOAK: this.#options.mark }
    this.#counter = undefined
    return Session.open(this.#options.base, {
      tools: [hostTools(), `${this.#options.base}/tools`, `${this.#options.base}/mcp.json`],
      env,
      hostEnv: { ...process.env, ...env },
      limits: { memoryMb: 300 },
    })
  }

  async #run(session: Session, code: string, options: RunOptions = {}): Promise<RunResult> {
    const startedAt = performance.now()
    const result = await session.run(code, options)
    const bound = (options.timeoutMs ?? 50_000) + PATIENCE_MS
    hold(
      performance.now() - startedAt < bound,
      'a run took longer than its deadline and a new start together',
    )
    if (result.stateLost) this.#counter = undefined
    return result
  }

  async #ok(session: Session, code: string): Promise<RunResult> {
    const result = await this.#run(session, code)
    hold(result.ok, describe(result))
    return result
  }

  async #count(session: Session, by: number): Promise<void> {
    const expected = this.#counter
    const result = await this.#ok(session, `counter = globals().get("counter", 0) + ${by}\ncounter`)
    const start = result.stateLost ? 0 : (expected ?? 0)
    const value = result.ok ? result.value : undefined
    hold(
      value === start + by,
      `the counter is ${String(value)}, not ${start + by}; stateLost: ${result.stateLost}`,
    )
    this.#counter = start + by
  }

  async #stop(session: Session, how: Stop, timeoutMs: number): Promise<void> {
    const result = await this.#run(session, STOPS[how], { timeoutMs })
    hold(!result.ok && STOP_KINDS.includes(result.error.kind), describe(result))
    if (result.stateLost) this.killed.push(how)
  }

  async #abort(session: Session, code: string, afterMs: number): Promise<void> {
    const controller = new AbortController()
    const reason = new Error('no longer needed')
    const timer = setTimeout(() => controller.abort(reason), afterMs)
    try {
      await this.#run(session, code, { signal: controller.signal })
    } catch (error) {
      if (error !== reason) throw error
      // Whether variables survived, the next run says.
      return
    } finally {
      clearTimeout(timer)
    }
    throw new Error('an aborted run did not reject')
  }

  async #end(duringRun: boolean, end: () => Promise<void>): Promise<void> {
    // A reset that comes before the run has begun leaves it to run, to its deadline.
    const options = { timeoutMs: LOOP_MS }
    const running = duringRun ? this.#session?.run(STOPS.loop, options).catch(() => undefined) : undefined
    if (duringRun) await new Promise((resolve) => setTimeout(resolve, 20))
    await end()
    this.#counter = undefined
    await running
    this.#counter = undefined
  }
}

function hold(condition: boolean, otherwise: string): void {
  if (!condition) throw new Error(otherwise)
}

function describe(result: RunResult): string {
  if (result.ok)
    return `the run gave ${result.text.slice(0, 200)}, stdout ${JSON.stringify(result.stdout.slice(0, 200))}`
  return `the run failed: ${result.error.kind} ${result.error.name}: ${result.error.traceback.slice(0, 1_000)}`
}
