/**
 * Code mode in front of MCP servers that a user already has: the client's own list of servers goes behind `--wrap`, the
 * client sees the few tools of code mode, and one program does what took a call per step.
 */
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'

const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'code-mode-wrapping-')))
try {
  await example()
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

async function example(): Promise<void> {
  const notes = path.join(folder, 'notes')
  await mkdir(notes)
  for (const [index, name] of ['first', 'second', 'third'].entries())
    await writeFile(path.join(notes, `${name}.txt`), 'a line\n'.repeat(index + 1))

  // What a client had in its settings, unchanged.
  const files = fileURLToPath(import.meta.resolve('@modelcontextprotocol/server-filesystem/dist/index.js'))
  const list = path.join(folder, 'mcp.json')
  const mcpServers = { files: { command: process.execPath, args: [files, notes] } }
  await writeFile(list, JSON.stringify({ mcpServers }))

  // What takes its place in the settings.
  const entry = import.meta.resolve('@code-mode/mcp')
  const program = fileURLToPath(new URL(entry.endsWith('.ts') ? 'bin.ts' : 'bin.js', entry))
  const args = [...process.execArgv, program, '--base', path.join(folder, 'base'), '--wrap', list]
  const client = new Client({ name: 'example', version: '1.0.0' })
  await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'inherit' }))
  try {
    const { tools } = await client.listTools()
    const names = tools.map(({ name }) => name)
    assert(names.includes('run_code'))
    assert(!names.includes('read_text_file'), 'the client sees only the tools of code mode')

    const code = `
folder = ${JSON.stringify(notes)}
listing = tools.files.list_directory(path=folder)["content"]
names = sorted(line.split()[-1] for line in listing.splitlines())
{name: tools.files.read_text_file(path=f"{folder}/{name}")["content"].count("\\n") for name in names}
`
    const result = await client.callTool({ name: 'run_code', arguments: { code } })
    assert.notEqual(result.isError, true, JSON.stringify(result.content))
    const { value } = result.structuredContent as { readonly value: unknown }
    assert.deepEqual(value, { 'first.txt': 1, 'second.txt': 2, 'third.txt': 3 })
    console.log(
      `The client sees ${names.length} tools; one program made four calls of the wrapped server: ${JSON.stringify(value)}`,
    )
  } finally {
    await client.close()
  }
}
