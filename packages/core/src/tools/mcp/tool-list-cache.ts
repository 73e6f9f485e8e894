import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { McpDefinition } from '../definitions/definition.ts'
import type { JsonSchema } from '../tool.ts'

/** A tool as its server describes it. */
export interface McpToolInfo {
  readonly name: string
  readonly description: string
  readonly inputSchema: JsonSchema
  readonly outputSchema?: JsonSchema
}
/** What a server says about itself. */
export interface McpToolList {
  /** The title of the server, as a description where the definition has none. */
  readonly title: string
  readonly tools: readonly McpToolInfo[]
}

/** Goes up when the shape of the files changes. */
const CACHE_VERSION = 1
/** A list that no session has used for this long is of a definition that is gone. */
const UNUSED_MS = 30 * 24 * 60 * 60 * 1000
/** How stale the time of the last use may be, so that not every start writes. */
const TOUCH_MS = 24 * 60 * 60 * 1000

/** What decides which list a server gives. References are not resolved, so no secret is part of it. */
export function definitionDigest(definition: McpDefinition, file: string): string {
  const { command, args, env, cwd, url, headers } = definition
  return createHash('sha256')
    .update(JSON.stringify([CACHE_VERSION, file, command, args, env, cwd, url, headers]))
    .digest('hex')
}

/** `undefined` when there is no cached list, or none that can be read: it is only a cache. */
export async function readToolList(
  folder: string | undefined,
  digest: string,
): Promise<McpToolList | undefined> {
  if (folder === undefined) return undefined
  try {
    const file = join(folder, `${digest}.json`)
    const parsed = JSON.parse(await readFile(file, 'utf8')) as McpToolList & { readonly version: number }
    await touch(file)
    return parsed.version === CACHE_VERSION && Array.isArray(parsed.tools)
      ? { title: parsed.title, tools: parsed.tools }
      : undefined
  } catch {
    return undefined
  }
}

/** Never rejects: without a cache everything works, only slower. */
export async function writeToolList(
  folder: string | undefined,
  digest: string,
  list: McpToolList,
): Promise<void> {
  if (folder === undefined) return
  const temporary = join(folder, `${digest}.${randomUUID()}.tmp`)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(temporary, JSON.stringify({ version: CACHE_VERSION, ...list }))
    await rename(temporary, join(folder, `${digest}.json`))
    await removeUnused(folder)
  } catch {
    await rm(temporary, { force: true }).catch(() => {})
  }
}

async function touch(file: string): Promise<void> {
  const now = new Date()
  if (now.getTime() - (await stat(file)).mtimeMs > TOUCH_MS) await utimes(file, now, now).catch(() => {})
}

async function removeUnused(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!/^[0-9a-f]{64}\.(?:json|.+\.tmp)$/.test(name)) continue
    const file = join(folder, name)
    const { mtimeMs } = await stat(file)
    if (Date.now() - mtimeMs > UNUSED_MS) await rm(file, { force: true })
  }
}
