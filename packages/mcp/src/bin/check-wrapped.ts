import { readFileSync } from 'node:fs'

/** This program, as a list of servers names it. */
const OURSELVES = /(?:^|[\\/])(?:code-mode-mcp(?:\.\w+)?|@code-mode[\\/]mcp(?:@[^\\/]*)?)(?:$|[\\/])/u

/** @throws TypeError for a file that is not there, and for one that names this program, which would start itself without end */
export function checkWrapped(files: readonly string[]): void {
  for (const file of files) {
    const ourselves = Object.entries(serversOf(file)).find(([, server]) => startsOurselves(server))
    if (ourselves === undefined) continue
    throw new TypeError(
      `--wrap: the server "${ourselves[0]}" in ${file} is this program itself. Wrap a file without it.`,
    )
  }
}

function serversOf(file: string): object {
  const text = read(file)
  let content: { readonly mcpServers?: unknown } | null
  try {
    content = JSON.parse(text) as typeof content
  } catch {
    // Whoever loads the tools says what is wrong, with line and column.
    return {}
  }
  const servers = content?.mcpServers
  if (typeof servers === 'object' && servers !== null) return servers
  throw new TypeError(`--wrap: ${file} has no "mcpServers": {"name": {"command": …}}.`)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new TypeError(`--wrap: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

function startsOurselves(server: unknown): boolean {
  if (typeof server !== 'object' || server === null) return false
  const { command, args } = server as { readonly command?: unknown; readonly args?: unknown }
  const words: readonly unknown[] = [command, ...(Array.isArray(args) ? (args as unknown[]) : [])]
  return words.some((word) => typeof word === 'string' && OURSELVES.test(word))
}
