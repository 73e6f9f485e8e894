import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { FileStorage, Session, SubprocessExecutor } from '@code-mode/core'
import type { SessionOptions } from '@code-mode/core'
import type { ServeFlags } from './flags.ts'

/** A session and what was made for it. */
export interface OpenSession {
  readonly session: Session
  close(): Promise<void>
}

/** The session that the flags describe. */
export async function openSession(flags: ServeFlags): Promise<OpenSession> {
  const owned: { close(): Promise<void> }[] = []
  const own = <Part extends { close(): Promise<void> }>(part: Part): Part => {
    owned.push(part)
    return part
  }
  const options: SessionOptions = {
    allowRuntimeDeps: flags.allowRuntimeDeps,
    syncDepsOnStart: flags.syncDepsOnStart,
    ...(flags.timeoutMs === undefined ? {} : { timeoutMs: flags.timeoutMs }),
    ...(flags.python === undefined
      ? {}
      : { executor: own(new SubprocessExecutor({ python: flags.python })) }),
  }
  const plain = flags.storage === undefined && flags.tools.length === 0
  const session = plain
    ? await Session.open(flags.base, options)
    : await Session.open({ ...options, ...(await parts(flags, own)) })
  return {
    session,
    close: async () => {
      await session.close()
      for (const part of owned) await part.close()
    },
  }
}

async function parts(
  flags: ServeFlags,
  own: <Part extends { close(): Promise<void> }>(part: Part) => Part,
): Promise<SessionOptions> {
  // The base is made and checked with all its folders, also where another folder keeps the workflows.
  const base = own(new FileStorage({ base: flags.base }))
  await base.open()
  const storage = flags.storage === undefined ? base : own(new FileStorage({ base: flags.storage }))
  const servers = join(flags.base, 'mcp.json')
  return {
    storage,
    tools: [join(flags.base, 'tools'), ...(existsSync(servers) ? [servers] : []), ...flags.tools],
  }
}
