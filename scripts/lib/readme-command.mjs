import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { mustRun, root } from './run.mjs'

/** A client as any MCP client would be, over the package's own command line. */
const CLIENT = `import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'

const [home, ...command] = process.argv.slice(2)
const env = { PATH: process.env.PATH, HOME: home }
const client = new Client({ name: 'readme', version: '1.0.0' })
await client.connect(new StdioClientTransport({ command: command[0], args: command.slice(1), env }))
const result = await client.callTool({ name: 'run_code', arguments: { code: '6 * 7' } })
await client.close()
if (result.isError || result.content[0].text !== '42') throw new Error(JSON.stringify(result))
if (!existsSync(join(home, '.code-mode', 'workflows'))) throw new Error('The base was not made in the empty home.')
`

/** Runs the README's MCP command line, letter by letter, in a project that has the packed packages, with an empty home. */
export async function checkReadmeCommand(project, home, env) {
  const readme = await readFile(path.join(root, 'README.md'), 'utf8')
  const line = readme.match(/^npx -y @code-mode\/mcp .*$/m)?.[0]
  if (line === undefined) throw new Error('README.md has no command line for MCP clients.')
  await writeFile(path.join(project, 'client.mjs'), CLIENT)
  await mustRun(process.execPath, ['client.mjs', home, ...line.split(' ')], { cwd: project, env })
}
