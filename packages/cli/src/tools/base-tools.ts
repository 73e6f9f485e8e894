import { join } from 'node:path'
import type { Tool, ToolRegistry, ToolSummary } from '@code-mode/core'
import type { CommandContext } from '../program/context.ts'

/** The tools of the base, by which one can be called from the host: no guest is started. */
export async function baseTools(context: CommandContext): Promise<ToolRegistry> {
  const { ToolRegistry, toolSource } = await import('@code-mode/core')
  // The same two places, and the same list of what servers have, as a session on this base has.
  const cacheDirectory = join(context.base, '.cache', 'tools')
  const sources = ['tools', 'mcp.json'].map((name) =>
    toolSource(join(context.base, name), { optional: true, cacheDirectory, env: context.env }),
  )
  return context.own(new ToolRegistry({ sources }))
}

/** One tool with all that is known of it. @throws CodeModeError `TOOL_NOT_FOUND` with the nearest name */
export async function findTool(context: CommandContext, registry: ToolRegistry, name: string): Promise<Tool> {
  const { signal } = context
  // Says what is wrong with a name that is not there.
  await registry.describe(name, { signal })
  const { tools } = await registry.snapshot({ signal, tool: name })
  const tool = tools.find((one) => one.name === name)
  if (tool === undefined) throw new Error(`The tool "${name}" was just taken away.`)
  return tool
}

/**
 * All tools, those of slow servers included. A session would go on without a server that has not answered within
 * seconds, and ask again later; a command has no later, and the first start of one may be a download.
 */
export async function listWaiting(
  context: CommandContext,
  registry: ToolRegistry,
): Promise<readonly ToolSummary[]> {
  const { signal, progress } = context
  progress.show('Asking the tool servers…')
  const missing = (await registry.problems({ signal })).flatMap(({ tool }) => tool ?? [])
  if (missing.length > 0) progress.show(`Waiting for ${missing.join(', ')}…`)
  await Promise.all(
    missing.map((tool) => registry.describe(tool, { signal }).catch(() => signal.throwIfAborted())),
  )
  return await registry.list({ signal })
}
