import { callModelTool, contentText, modelTools } from '@code-mode/core'
import type { ModelContent } from '@code-mode/core'
import { ToolMessage } from '@langchain/core/messages'
import { convertToOpenAITool } from '@langchain/core/utils/function_calling'
import { describe, expect, it } from 'vitest'
import { codeModeTools } from '../src/index.ts'
import { openSession } from './support/open-session.ts'
import { callTool, named } from './support/tool-messages.ts'

const PICTURE = `
import base64, struct, zlib
def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
class Dot:
    def _repr_png_(self):
        return (b'\\x89PNG\\r\\n\\x1a\\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 1, 1, 8, 0, 0, 0, 0))
            + chunk(b'IDAT', zlib.compress(b'\\0\\0')) + chunk(b'IEND', b''))
print('a dot')
Dot()
`

describe('the tools', () => {
  it('are the model tools, with the same names, descriptions and schemas', async () => {
    const session = await openSession()
    const tools = await codeModeTools({ session })
    const expected = await modelTools({ session })
    expect(tools.map(({ name, description, schema }) => ({ name, description, schema }))).toEqual(
      expected.map(({ name, description, inputSchema }) => ({ name, description, schema: inputSchema })),
    )
    expect(convertToOpenAITool(named(tools, 'run_code'))).toMatchObject({
      function: { name: 'run_code', parameters: { required: ['code'], additionalProperties: false } },
    })
  })

  it('are only those that are wanted', async () => {
    const session = await openSession()
    const tools = await codeModeTools({ session, include: ['run_code', 'list_tools'] })
    expect(tools.map((tool) => tool.name)).toEqual(['run_code', 'list_tools'])
    await expect(codeModeTools({ session, include: ['run_cod' as 'run_code'] })).rejects.toThrow(
      'Did you mean "run_code"?',
    )
  })
})

describe('a call', () => {
  it('gives a text as content and the typed result as artifact', async () => {
    const tools = await codeModeTools({ session: await openSession() })
    const message = await callTool(tools, 'run_code', { code: 'x = 42\nx * 2' })
    expect(ToolMessage.isInstance(message)).toBe(true)
    expect(message).toMatchObject({
      name: 'run_code',
      tool_call_id: 'call_1',
      status: 'success',
      content: '84',
      artifact: { ok: true, value: 84 },
    })
  })

  it('gives pictures as blocks of standard content', async () => {
    const tools = await codeModeTools({ session: await openSession() })
    const message = await callTool(tools, 'run_code', { code: PICTURE })
    const image = {
      type: 'image',
      mimeType: 'image/png',
      data: expect.stringMatching(/^iVBORw0KGgo/u) as string,
    }
    expect(message.content).toEqual([
      image,
      { type: 'text', text: expect.stringContaining('a dot') as string },
    ])
    expect(message.contentBlocks[0]).toEqual(image)
  })

  it('gives a line for each picture where tool messages carry text alone', async () => {
    const tools = await codeModeTools({ session: await openSession(), images: false })
    const message = await callTool(tools, 'run_code', { code: PICTURE })
    expect(message.content).toMatch(/^\[image\/png\]\n/u)
    expect(message.content).toContain('a dot')
  })

  it('of a program that fails is a message with the status of an error and the typed result', async () => {
    const tools = await codeModeTools({ session: await openSession() })
    const message = await callTool(tools, 'run_code', { code: 'x = 1\n1 / 0' })
    expect(message).toMatchObject({
      status: 'error',
      name: 'run_code',
      tool_call_id: 'call_1',
      artifact: { ok: false, error: { kind: 'program', name: 'ZeroDivisionError', line: 2 } },
    })
    expect(message.text).toContain('ZeroDivisionError: division by zero')
  })

  it('that the library refuses is a message with the status of an error, without a result', async () => {
    const tools = await codeModeTools({ session: await openSession({ allowRuntimeDeps: false }) })
    const message = await callTool(tools, 'get_workflow', { name: 'no_such' })
    expect(message.status).toBe('error')
    expect(message.text).toMatch(/^WORKFLOW_NOT_FOUND: /u)
    expect(message.artifact).toBeUndefined()
  })

  it('with plain arguments gives the content alone, or the message of a failure', async () => {
    const runCode = named(await codeModeTools({ session: await openSession() }), 'run_code')
    expect(await runCode.invoke({ code: '"x" * 3' })).toBe("'xxx'")
    expect(await runCode.invoke({ code: 'nope' })).toMatchObject({ status: 'error', artifact: { ok: false } })
  })

  it.each([
    { what: 'an unknown field', args: { code: '1', cod: 2 } },
    { what: 'a missing field', args: {} },
    { what: 'a field of a wrong type', args: { code: '1', timeout_seconds: 'soon' } },
  ])('with $what reads as it reads through every other adapter', async ({ args }) => {
    const session = await openSession()
    const [tool] = await modelTools({ session, include: ['run_code'] })
    const expected = await callModelTool(tool as NonNullable<typeof tool>, session, args)
    const message = await callTool(await codeModeTools({ session }), 'run_code', args)
    expect(message).toMatchObject({ status: 'error', tool_call_id: 'call_1', name: 'run_code' })
    expect(message.text).toMatch(/^ARGUMENTS_INVALID: run_code: /u)
    expect([{ type: 'text', text: message.text }]).toEqual(expected.content)
  })

  it.each([
    { what: 'a value', code: '{"a": [1, 2.5, None]}' },
    { what: 'a value and what it printed', code: 'print("one")\nprint("two")\n3' },
    { what: 'nothing', code: 'x = 1' },
    { what: 'an error with a hint', code: 'row = {"cents": 1}\nrow.cents' },
    { what: 'a picture', code: PICTURE },
  ])('of a program that gives $what reads as it reads through every other adapter', async ({ code }) => {
    const [tool] = await modelTools({ include: ['run_code'] })
    const expected = await callModelTool(tool as NonNullable<typeof tool>, await openSession(), { code })
    const session = await openSession()
    const message = await callTool(await codeModeTools({ session }), 'run_code', { code })
    const blocks = message.contentBlocks as readonly ModelContent[]
    expect(contentText(blocks)).toBe(contentText(expected.content))
    expect(blocks.map((block) => block.type)).toEqual(expected.content.map((part) => part.type))
  })

  it('goes to the session that is chosen by its config', async () => {
    const sessions = { first: await openSession(), second: await openSession() }
    const tools = await codeModeTools({
      sessionFor: ({ configurable }) => sessions[configurable?.['thread_id'] as keyof typeof sessions],
    })
    const runCode = named(tools, 'run_code')
    const inThread = (code: string, thread: string): Promise<unknown> =>
      runCode.invoke({ code }, { configurable: { thread_id: thread } })
    await inThread('x = "one"', 'first')
    await inThread('x = "two"', 'second')
    expect([await inThread('x', 'first'), await inThread('x', 'second')]).toEqual(["'one'", "'two'"])
  })
})
