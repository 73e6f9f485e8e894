import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { FileStorage, Session, SubprocessExecutor, toolSource } from '@code-mode/core'
import type { SessionOptions, ToolSource } from '@code-mode/core'
import type { ServeFlags } from './flags.ts'

/** A session and what was made for it. */
export interface OpenSession {
  readonly session: Session
  close(): Promise<void>
}

/** Sessions that share storage, executor and tool servers. */
export interface OpenSessions {
  open(): Promise<Session>
  /** Closes what they share. */
  close(): Promise<void>
}

interface Closable {
  close(): Promise<void>
}

/** The session that the flags describe. */
export async function openSession(flags: ServeFlags): Promise<OpenSession> {
  const owned: Closable[] = []
  let options = plainOptions(flags)
  if (flags.python !== undefined) {
    const executor = new SubprocessExecutor({ python: flags.python })
    owned.push(executor)
    options = { ...options, executor }
  }
  const plain = flags.storage === undefined && flags.tools.length + flags.wrap.length === 0
  const session = plain
    ? await Session.open(flags.base, options)
    : await Session.open({ ...options, ...(await openParts(flags, owned)) })
  return {
    session,
    close: async () => {
      await session.close()
      for (const part of owned) await part.close()
    },
  }
}

/** Any number of sessions that the flags describe. */
export async function openSessions(flags: ServeFlags): Promise<OpenSessions> {
  const owned: Closable[] = []
  const { storage, tools } = await openParts(flags, owned)
  const cacheDirectory = join(storage.base, '.cache', 'tools')
  const sources = tools.map((path): ToolSource => toolSource(path, { cacheDirectory }))
  const { python } = flags
  const executor = new SubprocessExecutor(python === undefined ? {} : { python })
  owned.push(...sources, executor)
  const options: SessionOptions = { ...plainOptions(flags), executor, storage, tools: sources }
  return {
    open: () => Session.open(options),
    close: async () => {
      for (const part of owned.toReversed()) await part.close()
    },
  }
}

function plainOptions(flags: ServeFlags): SessionOptions {
  return {
    allowRuntimeDeps: flags.allowRuntimeDeps,
    syncDepsOnStart: flags.syncDepsOnStart,
    ...(flags.timeoutMs === undefined ? {} : { timeoutMs: flags.timeoutMs }),
  }
}

async function openParts(
  flags: ServeFlags,
  owned: Closable[],
): Promise<{ readonly storage: FileStorage; readonly tools: readonly string[] }> {
  // The base is made and checked with all its folders, also where another folder keeps the workflows.
  const base = new FileStorage({ base: flags.base })
  owned.push(base)
  await base.open()
  const storage = flags.storage === undefined ? base : new FileStorage({ base: flags.storage })
  if (storage !== base) owned.push(storage)
  const servers = join(flags.base, 'mcp.json')
  return {
    storage,
    tools: [
      join(flags.base, 'tools'),
      ...(existsSync(servers) ? [servers] : []),
      ...flags.tools,
      ...flags.wrap,
    ],
  }
}
