import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { parseFlags } from '../src/bin/flags.ts'

const folder = path.join(import.meta.dirname, '..', '..', '..')
const pages = await Promise.all(
  ['mcp-clients.md', 'mcp-server.md'].map((page) => readFile(path.join(folder, 'docs', page), 'utf8')),
)
const [clients = '', server = ''] = pages
const { version } = JSON.parse(
  await readFile(path.join(import.meta.dirname, '..', 'package.json'), 'utf8'),
) as {
  version: string
}

interface ServerEntry {
  readonly command?: string
  readonly args?: readonly string[]
  readonly url?: string
}

it('names this version wherever it names one', () => {
  const named = pages.flatMap((page) =>
    [...page.matchAll(/@code-mode\/mcp@([\w.-]+)/gu)].map(([, found]) => found),
  )
  expect(named.length).toBeGreaterThan(8)
  expect(new Set(named)).toEqual(new Set([version]))
})

it('tells the one line for Claude Code', () => {
  expect(clients).toContain(
    `claude mcp add code-mode -- npx -y @code-mode/mcp@${version} --base ~/.code-mode\n`,
  )
})

it('has settings that are JSON, for a program that takes their flags', () => {
  const fences = [...clients.matchAll(/^```json\n(.*?)^```/gmsu)].map(([, text]) => text ?? '')
  const entries = fences.map((text) => {
    const { mcpServers, servers } = JSON.parse(text) as Record<
      string,
      Record<string, ServerEntry> | undefined
    >
    return (mcpServers ?? servers)?.['code-mode']
  })
  const started = entries.flatMap((entry) => (entry?.command === undefined ? [] : [entry]))
  expect([entries.length, started.length]).toEqual([5, 4])
  for (const { command = '', args = [] } of started) {
    const words = [command, ...args]
    const first = words.indexOf('--base')
    expect(words.slice(0, first).join(' ')).toMatch(
      /^(?:(?:cmd \/c )?npx -y @code-mode\/mcp@[\d.]+|\/\S+\/node \/\S+\/@code-mode\/mcp\/dist\/bin\.js)$/u,
    )
    expect(parseFlags(words.slice(first))).toMatchObject({
      kind: 'serve',
      flags: { base: path.join(homedir(), '.code-mode') },
    })
  }
})

it('tells of command lines that the program takes', () => {
  const lines = [...server.matchAll(/^npx -y @code-mode\/mcp@\S+ (.*)$/gmu)].map(([, flags]) => flags ?? '')
  expect(lines).toHaveLength(3)
  for (const line of lines) {
    const command = parseFlags(
      line.split(' ').filter((word) => !word.includes('servers.json') && word !== '--wrap'),
    )
    expect(command.kind, line).toBe('serve')
  }
})
