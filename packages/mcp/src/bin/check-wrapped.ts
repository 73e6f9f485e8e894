import { readFileSync } from 'node:fs'

/** This program, as a list of servers names it. */
const OURSELVES = /(?:^|[\\/])(?:code-mode-mcp(?:\.\w+)?|@code-mode[\\/]mcp(?:@[^\\/]*)?)(?:$|[\\/])/u

/** The command line program, whose command `mcp` is this program. */
const OUR_COMMAND_LINE = /(?:^|[\\/])(?:code-mode(?:\.\w+)?|@code-mode[\\/]cli(?:@[^\\/]*)?)$/u

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
  if (!file.endsWith('.json'))
    throw new TypeError(`--wrap: ${file} must be a file that ends in .json, such as mcp.json.`)
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
  const { command, args, disabled } = server as {
    readonly command?: unknown
    readonly args?: unknown
    readonly disabled?: unknown
  }
  if (disabled === true) return false
  const words: readonly unknown[] = [command, ...(Array.isArray(args) ? (args as unknown[]) : [])]
  const some = (pattern: RegExp): boolean =>
    words.some((word) => typeof word === 'string' && pattern.test(word))
  return some(OURSELVES) || (some(OUR_COMMAND_LINE) && words.includes('mcp'))
}
