import { join } from 'node:path'
import { VERSION } from '../version.ts'
import type { ClientName } from './clients.ts'

/** What a client needs to know to start the server on a base. */
export interface ClientSettings {
  /** The client's file, absolute: that of the project in the working directory. */
  readonly file: string
  /** The key that holds the servers. */
  readonly key: 'mcpServers' | 'servers'
  readonly entry: Readonly<Record<string, unknown>>
  /** The whole file, where there is nothing else in it. */
  readonly snippet: string
  /** One sentence for a person. */
  readonly about: string
}

export const SERVER_NAME = 'code-mode'

const FILES: Readonly<Record<ClientName, readonly string[]>> = {
  claude: ['.mcp.json'],
  cursor: ['.cursor', 'mcp.json'],
  vscode: ['.vscode', 'mcp.json'],
}
const TITLES: Readonly<Record<ClientName, string>> = {
  claude: 'Claude Code',
  cursor: 'Cursor',
  vscode: 'VS Code',
}

/** The settings of a client; the version is pinned, so that a client starts tomorrow what it started today. */
export function clientSettings(
  client: ClientName,
  {
    base,
    cwd,
    platform = process.platform,
  }: { readonly base: string; readonly cwd: string; readonly platform?: NodeJS.Platform },
): ClientSettings {
  const npx = ['npx', '-y', `@code-mode/mcp@${VERSION}`, '--base', base]
  // There npx is a script, which only a shell can start.
  const [command = 'npx', ...args] = platform === 'win32' ? ['cmd', '/c', ...npx] : npx
  const key = client === 'vscode' ? 'servers' : 'mcpServers'
  const entry = { ...(client === 'vscode' ? { type: 'stdio' } : {}), command, args }
  const snippet = JSON.stringify({ [key]: { [SERVER_NAME]: entry } }, undefined, 2)
  const line = `claude mcp add ${SERVER_NAME} -- ${[command, ...args].map(shellWord).join(' ')}`
  const about = `For ${TITLES[client]}${client === 'claude' ? `, in this folder; for yourself everywhere:\n\n${line}` : ', in this folder:'}`
  return { file: join(cwd, ...FILES[client]), key, entry, snippet, about }
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./~-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
