import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'

/** Writes a base with two tools of the user: the program `git`, and a file server that speaks MCP. */
export async function writeBase(base: string, repository: string): Promise<void> {
  await mkdir(path.join(base, 'tools'), { recursive: true })
  await writeFile(path.join(base, 'tools', 'git.yaml'), gitDefinition(repository))
  const servers = {
    files: {
      description: 'Read the files of the repository',
      command: process.execPath,
      args: [fileServer(), repository],
      cwd: repository,
    },
  }
  await writeFile(path.join(base, 'mcp.json'), JSON.stringify({ mcpServers: servers }, undefined, 2))
}

function gitDefinition(repository: string): string {
  return `name: git
description: Read the history of the git repository
command: git
cwd: ${JSON.stringify(repository)}
timeout: 60
tags: [git, history, commits]
schema:
  options:
    max_count: { type: integer, short: n, description: Only the latest so many commits }
recipes:
  changes:
    description: Each commit, newest first, with the files it changed, one a line
    args: [log, --name-only, "--format=commit %h"]
    params: { max_count: {} }
  ls_files:
    description: The files of the repository, one a line
    args: [ls-files]
    params: {}
`
}

function fileServer(): string {
  const manifest = createRequire(import.meta.url).resolve(
    '@modelcontextprotocol/server-filesystem/package.json',
  )
  return path.join(path.dirname(manifest), 'dist', 'index.js')
}
