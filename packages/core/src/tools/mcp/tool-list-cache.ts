import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
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
    const parsed = JSON.parse(await readFile(join(folder, `${digest}.json`), 'utf8')) as McpToolList & {
      readonly version: number
    }
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
  } catch {
    await rm(temporary, { force: true }).catch(() => {})
  }
}
