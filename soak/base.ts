import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { functionTools, type ToolSource } from '@code-mode/core'

/** A base folder with two programs and one MCP server as tools. */
export async function makeBase(base: string): Promise<void> {
  await mkdir(join(base, 'tools'), { recursive: true })
  await writeFile(
    join(base, 'tools/pause.yaml'),
    'name: pause\ndescription: Waits\ncommand: sleep\ntimeout: 600\nschema:\n  positional:\n    - { name: seconds, type: integer, required: true }\n',
  )
  await writeFile(
    join(base, 'tools/broken.yaml'),
    "name: broken\ndescription: Fails\ncommand: sh\nargs: ['-c', 'echo half; echo why >&2; exit 3']\n",
  )
  const server = { command: 'python3', args: [join(import.meta.dirname, 'server.py')] }
  await writeFile(join(base, 'mcp.json'), JSON.stringify({ mcpServers: { server } }))
}

/** Functions of the host as tools: one that answers, one that fails, one that never answers. */
export function hostTools(): ToolSource {
  return functionTools({
    name: 'host',
    functions: {
      double: {
        description: 'Twice a number',
        inputSchema: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
        execute: (input: { readonly n: number }) => input.n * 2,
      },
      fail: {
        description: 'Fails',
        inputSchema: { type: 'object' },
        execute: () => Promise.reject(new Error('refused')),
      },
      never: {
        description: 'Never answers',
        inputSchema: { type: 'object' },
        execute: () => new Promise(() => {}),
      },
    },
  })
}
