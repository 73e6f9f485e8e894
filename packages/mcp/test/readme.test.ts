import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { parseFlags } from '../src/bin/flags.ts'
import { call } from './support/connect.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const readme = await readFile(path.join(import.meta.dirname, '..', 'README.md'), 'utf8')

function fence(language: string): string {
  const found = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'su').exec(readme)?.[1]
  if (found === undefined) throw new Error(`README.md has no ${language} fence`)
  return found
}

it('the settings for a client and the command line say the same, and the program takes them', () => {
  const settings = JSON.parse(fence('json')) as {
    mcpServers: { 'code-mode': { command: string; args: string[] } }
  }
  const { command, args } = settings.mcpServers['code-mode']
  expect([command, ...args].join(' ')).toBe(fence('sh').trim())
  expect(parseFlags(args.slice(2))).toMatchObject({
    kind: 'serve',
    flags: { base: path.join(homedir(), '.code-mode') },
  })
})

it('the table of flags has each flag that help has', async () => {
  const { USAGE } = await import('../src/bin/usage.ts')
  const flags = [...USAGE.matchAll(/^ +(--[a-z-]+)/gmu)]
    .map((match) => match[1])
    .filter((flag) => flag !== '--help' && flag !== '--version')
  expect([...readme.matchAll(/^\| `(--[a-z-]+)/gmu)].map((match) => match[1])).toEqual(flags)
})

it('the server of the example answers a client and ends with it', async () => {
  const folder = await temporaryFolder()
  const program = path.join(folder, 'server.mjs')
  const source = (specifier: string): string => JSON.stringify(import.meta.resolve(specifier))
  const code = fence('js')
    .replace("'@code-mode/mcp'", JSON.stringify(new URL('../src/index.ts', import.meta.url).href))
    .replace(
      "'@modelcontextprotocol/sdk/server/stdio.js'",
      source('@modelcontextprotocol/sdk/server/stdio.js'),
    )
  await writeFile(program, code)
  const client = new Client({ name: 'test', version: '1.0.0' })
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['--conditions=@code-mode/source', program],
    cwd: folder,
    stderr: 'inherit',
  })
  onTestFinished(async () => await client.close())
  await client.connect(transport)
  expect((await call(client, 'run_code', { code: '"hello"' })).text).toBe("'hello'")
  const start = performance.now()
  await client.close()
  // The SDK kills a server that does not end by itself, but only after two seconds.
  expect(performance.now() - start).toBeLessThan(1_900)
})
