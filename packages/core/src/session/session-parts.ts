import { join } from 'node:path'
import type { Executor } from '../executors/executor.ts'
import { SubprocessExecutor } from '../executors/subprocess/subprocess-executor.ts'
import { FileStorage } from '../storage/file/file-storage.ts'
import { MemoryStorage } from '../storage/memory/memory-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { ToolRegistry } from '../tools/registry.ts'
import type { ToolSource } from '../tools/tool.ts'
import { toolSource } from '../tools/tool-sources.ts'
import type { SessionOptions } from './session-options.ts'

/** What a session is put together from. */
export interface SessionParts {
  readonly storage: Storage
  readonly executor: Executor
  readonly registry: ToolRegistry
  /** Made here and so closed with the session, in this order. */
  readonly owned: readonly { close(): Promise<void> }[]
}

/** Makes what the options leave open. Starts nothing. */
export function sessionParts(base: string | undefined, options: SessionOptions): SessionParts {
  const owned: { close(): Promise<void> }[] = []
  const own = <Part extends { close(): Promise<void> }>(part: Part): Part => {
    owned.push(part)
    return part
  }
  const env = options.hostEnv ?? process.env
  const storage: Storage =
    options.storage ?? own(base === undefined ? new MemoryStorage() : new FileStorage({ base }))
  const cacheDirectory = storage.base === undefined ? undefined : join(storage.base, '.cache', 'tools')
  const fromPath = (path: string, optional: boolean): ToolSource =>
    toolSource(path, { env, optional, ...(cacheDirectory === undefined ? {} : { cacheDirectory }) })
  const sources =
    options.tools?.map((tool) => (typeof tool === 'string' ? fromPath(tool, false) : borrowed(tool))) ??
    (storage.base === undefined
      ? []
      : ['tools', 'mcp.json'].map((name) => fromPath(join(storage.base as string, name), true)))
  const executor = options.executor ?? own(new SubprocessExecutor({ env }))
  const registry = own(new ToolRegistry({ sources }))
  return { storage, executor, registry, owned: owned.toReversed() }
}

/** A source that was handed in: who made it closes it. */
function borrowed(source: ToolSource): ToolSource {
  const leave = (): Promise<void> => Promise.resolve()
  return {
    load: (options) => source.load(options),
    onChange: (listener) => source.onChange(listener),
    close: leave,
    [Symbol.asyncDispose]: leave,
  }
}
