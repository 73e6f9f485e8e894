import type { RunResult } from '../run-result.ts'
import type { SessionApi } from '../session-api.ts'

export interface SessionUse {
  /** An asynchronous operation begins. */
  readonly begin: () => void
  readonly end: () => void
  /** Has a program run, and may add to its result. */
  readonly run: (work: () => Promise<RunResult>) => Promise<RunResult>
  readonly reset: () => void
  readonly close: () => Promise<void>
}

type Method = (...args: readonly unknown[]) => unknown

/** The session itself, but for its operations being counted and its end being the pool's. */
export function countingSession(session: SessionApi, use: SessionUse): SessionApi {
  const methods = new Map<string | symbol, unknown>()
  const own: Partial<SessionApi> = {
    run: (code, options) => use.run(() => counted(use, () => session.run(code, options))),
    invokeWorkflow: (name, args, options) =>
      use.run(() => counted(use, () => session.invokeWorkflow(name, args, options))),
    reset: async (options) => {
      await counted(use, () => session.reset(options))
      use.reset()
    },
    openArtifact: async (name, options) => {
      const opened = await counted(use, () => session.openArtifact(name, options))
      return opened === undefined ? undefined : { ...opened, data: countedStream(use, opened.data) }
    },
    close: () => use.close(),
    [Symbol.asyncDispose]: () => use.close(),
  }
  return new Proxy(Object.create(null) as SessionApi, {
    get: (_, name) => {
      if (Object.hasOwn(own, name)) return Reflect.get(own, name)
      const member: unknown = Reflect.get(session, name, session)
      if (typeof member !== 'function') return member
      const known = methods.get(name)
      if (known !== undefined) return known
      const method = (...args: readonly unknown[]): unknown =>
        passThrough(use, session, member as Method, args)
      methods.set(name, method)
      return method
    },
    has: (_, name) => name in session,
    getPrototypeOf: () => Object.getPrototypeOf(session) as object | null,
  })
}

function passThrough(
  use: SessionUse,
  session: SessionApi,
  method: Method,
  args: readonly unknown[],
): unknown {
  use.begin()
  let result: unknown
  try {
    result = method.apply(session, [...args])
  } finally {
    if (!(result instanceof Promise)) use.end()
  }
  return result instanceof Promise ? result.finally(use.end) : result
}

async function counted<Result>(use: SessionUse, work: () => Promise<Result>): Promise<Result> {
  use.begin()
  try {
    return await work()
  } finally {
    use.end()
  }
}

/** What is being read counts as long as somebody reads. */
async function* countedStream(
  use: SessionUse,
  data: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  use.begin()
  try {
    yield* data
  } finally {
    use.end()
  }
}
