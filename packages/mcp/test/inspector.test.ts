import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { PROGRAM } from './support/connect.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const execute = promisify(execFile)
const inspector = path.join(import.meta.dirname, '..', 'node_modules', '.bin', 'mcp-inspector')

/** One request of the inspector, which starts a server of its own for it. */
async function inspect(base: string, ...request: readonly string[]): Promise<unknown> {
  const { stdout } = await execute(inspector, ['--cli', ...PROGRAM, '--base', base, ...request])
  return JSON.parse(stdout)
}

it(
  "the story, through the inspector's command line: each step is a process of its own",
  { timeout: 60_000 },
  async () => {
    const base = await temporaryFolder()
    const call = async (name: string, ...args: readonly string[]): Promise<unknown> =>
      await inspect(
        base,
        '--method',
        'tools/call',
        '--tool-name',
        name,
        ...args.flatMap((arg) => ['--tool-arg', arg]),
      )

    expect(await inspect(base, '--method', 'tools/list')).toMatchObject({
      tools: expect.arrayContaining([expect.objectContaining({ name: 'run_code' })]) as unknown,
    })
    expect(await call('search_workflows', 'query=double a number')).toMatchObject({
      structuredContent: { workflows: [] },
    })
    const source =
      'workflows.create(name="double", source="def run(n: int):\\n    return n * 2\\n", description="Double a number")["name"]'
    expect(await call('run_code', `code=${source}`)).toMatchObject({
      content: [{ type: 'text', text: "'double'" }],
      isError: false,
    })
    expect(await call('search_workflows', 'query=double a number')).toMatchObject({
      structuredContent: { workflows: [{ name: 'double' }] },
    })
    expect(await call('run_code', 'code=workflows.invoke("double", n=21)')).toMatchObject({
      structuredContent: { ok: true, value: 42 },
    })
  },
)
