import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))

/** The parts of `server.json` that the MCP registry judges. */
interface ServerJson {
  readonly $schema: string
  readonly name: string
  readonly title: string
  readonly description: string
  readonly version: string
  readonly repository: Readonly<Record<string, string>>
  readonly packages: readonly {
    readonly registryType: string
    readonly identifier: string
    readonly version: string
    readonly transport: { readonly type: string }
    readonly packageArguments: readonly { readonly name: string }[]
  }[]
}

const json = async (file: string): Promise<unknown> => JSON.parse(await readFile(join(ROOT, file), 'utf8'))
const server = (await json('server.json')) as ServerJson
const mcp = (await json('packages/mcp/package.json')) as {
  readonly name: string
  readonly version: string
  readonly mcpName: string
}

it('server.json keeps the rules of the MCP registry', () => {
  expect(server.$schema).toBe('https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json')
  expect(server.name).toMatch(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/)
  expect(server.name).toMatch(/^io\.github\.code-mode\//)
  for (const text of [server.title, server.description]) {
    expect(text.length).toBeGreaterThan(0)
    expect(text.length).toBeLessThanOrEqual(100)
  }
  expect(server.repository).toEqual({
    url: 'https://github.com/code-mode/code-mode',
    source: 'github',
    subfolder: 'packages/mcp',
  })
  expect(server.packages).toHaveLength(1)
  expect(server.packages[0]).toMatchObject({ registryType: 'npm', transport: { type: 'stdio' } })
})

it('server.json and the package name each other, at one exact version', () => {
  expect(mcp.mcpName).toBe(server.name)
  expect(server.packages.map(({ identifier }) => identifier)).toEqual([mcp.name])
  expect([server.version, ...server.packages.map(({ version }) => version)]).toEqual([
    mcp.version,
    mcp.version,
  ])
})

it('server.json offers only flags that the command knows', async () => {
  const usage = await readFile(join(ROOT, 'packages/mcp/README.md'), 'utf8')
  const flags = server.packages.flatMap((each) => each.packageArguments.map(({ name }) => name))
  expect(flags).toContain('--base')
  expect(flags.filter((flag) => !usage.includes(`\`${flag} `))).toEqual([])
})
