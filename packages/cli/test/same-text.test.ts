import { codeModeTools as aiSdkTools } from '@code-mode/ai-sdk'
import { callModelTool, contentText, modelTools, Session } from '@code-mode/core'
import type { ModelContent } from '@code-mode/core'
import { codeModeTools as langChainTools } from '@code-mode/langchain'
import { createMcpServer } from '@code-mode/mcp'
import { ToolMessage } from '@langchain/core/messages'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../core/test/support/temporary-folder.ts'
import { cli } from './support/cli.ts'

const POINT =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='
const TOOL = `name: files
description: Lists a folder
command: ls
recipes:
  one:
    description: Lists one folder
    params: { folder: {} }
schema:
  positional:
    - { name: folder, type: string, required: true }
`
const WORKFLOW = `def run(name: str) -> str:
    """Greets."""
    return f"Hello {name}"
`

/** What the model would read, and whether it reads it as a failure. */
interface Read {
  readonly text: string
  readonly failed: boolean
}
type Surface = (base: string, code: string) => Promise<Read>

const core: Surface = async (base, code) =>
  await withSession(base, async (session) => {
    const [tool] = await modelTools({ session, include: ['run_code'] })
    if (tool === undefined) throw new Error('no run_code')
    const { content, isError } = await callModelTool(tool, session, { code })
    return { text: contentText(content), failed: isError }
  })

const mcp: Surface = async (base, code) =>
  await withSession(base, async (session) => {
    const server = await createMcpServer({ session })
    const client = new Client({ name: 'test', version: '1' })
    const [near, far] = InMemoryTransport.createLinkedPair()
    await Promise.all([server.connect(near), client.connect(far)])
    const result = await client.callTool({ name: 'run_code', arguments: { code } })
    await client.close()
    return { text: contentText(result.content as ModelContent[]), failed: result.isError === true }
  })

const aiSdk: Surface = async (base, code) =>
  await withSession(base, async (session) => {
    const { run_code: tool } = await aiSdkTools({ session, include: ['run_code'] })
    let last
    for await (const output of tool.execute({ code }, { toolCallId: '1', messages: [] })) last = output
    if (last === undefined) throw new Error('no output')
    const read = tool.toModelOutput({ output: last })
    if (read.type === 'error-text' || read.type === 'text')
      return { text: read.value, failed: read.type === 'error-text' }
    if (read.type !== 'content') throw new Error(`not expected: ${read.type}`)
    const parts = read.value.map((part) =>
      part.type === 'text' ? part.text : `[${'mediaType' in part ? String(part.mediaType) : part.type}]`,
    )
    return { text: parts.join('\n'), failed: false }
  })

const langChain: Surface = async (base, code) =>
  await withSession(base, async (session) => {
    const [tool] = await langChainTools({ session, include: ['run_code'] })
    const message: unknown = await tool?.invoke({
      type: 'tool_call',
      id: '1',
      name: 'run_code',
      args: { code },
    })
    if (!ToolMessage.isInstance(message)) throw new Error('no message')
    const { content, status } = message
    const text = typeof content === 'string' ? content : contentText(content as unknown as ModelContent[])
    return { text, failed: status === 'error' }
  })

const commandLine: Surface = async (base, code) => {
  const { code: exit, stdout } = await cli(['run', '--base', base, '--for-model', '-'], { input: code })
  return { text: stdout.replace(/\n$/u, ''), failed: exit !== 0 }
}

async function withSession<T>(base: string, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await Session.open(base)
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

/** Runs have names of their own. */
const plain = ({ text, failed }: Read): Read => ({
  text: text.replaceAll(/runs\/[^/]+\//gu, 'runs/…/'),
  failed,
})

async function baseFolder(): Promise<string> {
  const base = await temporaryFolder()
  for (const folder of ['tools', 'workflows', 'shown']) await mkdir(path.join(base, folder))
  await writeFile(path.join(base, 'tools/files.yaml'), TOOL)
  await writeFile(path.join(base, 'workflows/greet.py'), WORKFLOW)
  await writeFile(path.join(base, 'shown/file'), '')
  return base
}

describe('the same program', () => {
  it.each([
    ['gives a value', '1 + 1', false, '2'],
    ['has no output', 'x = 1', false, '(no output)'],
    ['prints and gives a table of values', 'print("one")\n[{"a": 1, "b": None}]', false, 'Stdout:\none'],
    [
      'calls a tool and a workflow',
      'workflows.greet(name=tools.files.one(folder=SHOWN).strip())',
      false,
      'Hello file',
    ],
    ['fails', 'rows = []\nprint("before")\nrows[3]', true, 'IndexError'],
    ['asks for a tool that is not there', 'tools.fils.one(folder="/")', true, 'files'],
    ['has a tool that fails', 'tools.files.one(folder=SHOWN + "/absent")', true, '/shown/absent'],
    ['does not parse', 'print "one"', true, 'line 1'],
    [
      'shows a picture',
      `import base64\nclass Point:\n    def _repr_png_(self): return base64.b64decode("${POINT}")\ndisplay(Point())\n"done"`,
      false,
      '[image/png]',
    ],
    [
      'prints more than a model reads',
      'for n in range(20_000): print("line", n)',
      false,
      'artifacts.load("runs/',
    ],
  ])('that %s reads the same through every adapter', async (_, program, failed, expected) => {
    const base = await baseFolder()
    const code = program.replace('SHOWN', JSON.stringify(path.join(base, 'shown')))
    const read = await core(base, code)
    expect(read.failed).toBe(failed)
    expect(read.text).toContain(expected)
    for (const surface of [mcp, aiSdk, langChain, commandLine])
      expect(plain(await surface(base, code)), surface.name).toEqual(plain(read))
  })
})
