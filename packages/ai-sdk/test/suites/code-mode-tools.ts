import { renderResult } from '@code-mode/core'
import * as ai from 'ai'
import { generateText, stepCountIs, streamText, ToolLoopAgent } from 'ai'
import { describe, expect, it } from 'vitest'
import { codeModeTools, contentText } from '../../src/index.ts'
import { openSession, valueOf } from '../support/open-session.ts'
import { scriptedModel, toolOutputs } from '../support/scripted-model.ts'

const run = (code: string) => ({ tool: 'run_code', input: { code } })
const stopWhen = stepCountIs(10)
const PICTURE = `
class Plot:
    def _repr_png_(self):
        import base64
        return base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
Plot()`

describe('codeModeTools', () => {
  it('lets a model act by programs that keep their variables, and reads to it as text', async () => {
    const session = await openSession()
    const model = scriptedModel(run('x = 42'), run('x * 2'), 'It is 84.')
    const { text, steps } = await generateText({
      model,
      tools: await codeModeTools({ session }),
      prompt: 'Double it.',
      stopWhen,
    })
    expect(text).toBe('It is 84.')
    expect(toolOutputs(model)).toEqual([
      { type: 'text', value: '(no output)' },
      { type: 'text', value: '84' },
    ])
    expect(steps[1]?.toolResults[0]?.output).toMatchObject({
      isError: false,
      structured: { ok: true, value: 84 },
      content: [{ type: 'text', text: '84' }],
    })
  })

  it('gives a failed program to the model as an error and to the application as a typed result', async () => {
    const session = await openSession()
    const model = scriptedModel(run('total = 1\n1 / 0'), 'It failed.')
    const { steps } = await generateText({
      model,
      tools: await codeModeTools({ session, include: ['run_code'] }),
      prompt: 'Divide.',
      stopWhen,
    })
    expect(toolOutputs(model)).toEqual([
      { type: 'error-text', value: expect.stringMatching(/line 2[^]*ZeroDivisionError/u) as string },
    ])
    const [result] = steps[0]?.toolResults ?? []
    expect(result?.dynamic === true ? undefined : result?.output.structured?.error).toMatchObject({
      kind: 'program',
      name: 'ZeroDivisionError',
      line: 2,
    })
  })

  it('says what is right when the model misnames a field or a tool cannot do its work', async () => {
    const session = await openSession()
    const model = scriptedModel(
      { tool: 'run_code', input: { source: '1' } },
      { tool: 'get_workflow', input: { name: 'gret' } },
      'Sorry.',
    )
    await generateText({ model, tools: await codeModeTools({ session }), prompt: 'Go.', stopWhen })
    expect(toolOutputs(model)).toEqual([
      {
        type: 'error-text',
        value: expect.stringContaining('run_code takes: code (string, required)') as string,
      },
      { type: 'error-text', value: expect.stringContaining('WORKFLOW_NOT_FOUND') as string },
    ])
  })

  it('gives pictures as files, in the form that the installed SDK asks for, without a warning', async () => {
    const session = await openSession()
    const model = scriptedModel(run(PICTURE), 'A dot.')
    const { steps } = await generateText({
      model,
      tools: await codeModeTools({ session }),
      prompt: 'Draw.',
      stopWhen,
    })
    const data = expect.stringMatching(/^iVBOR/u) as string
    const picture =
      'uploadFile' in ai
        ? { type: 'file', mediaType: 'image/png', data: { type: 'data', data } }
        : { type: 'image-data', mediaType: 'image/png', data }
    expect(toolOutputs(model)).toEqual([
      { type: 'content', value: expect.arrayContaining([expect.objectContaining(picture)]) as unknown },
    ])
    expect(steps.flatMap(({ warnings }) => warnings ?? [])).toEqual([])
  })

  it('streams what a program prints, then its result', async () => {
    const session = await openSession()
    const model = scriptedModel(
      run('import time\nfor n in range(3):\n    print("step", n, flush=True)\n    time.sleep(0.4)\nn'),
      'Done.',
    )
    const stream = streamText({ model, tools: await codeModeTools({ session }), prompt: 'Go.', stopWhen })
    const early: string[] = []
    const last: unknown[] = []
    for await (const part of stream.fullStream) {
      if (part.type !== 'tool-result') continue
      if (part.preliminary === true) early.push(JSON.stringify(part.output))
      else last.push(part.output)
    }
    expect(early[0]).toContain('step 0')
    expect(early[0]).not.toContain('step 2')
    expect(last).toEqual([
      expect.objectContaining({ structured: expect.objectContaining({ value: 2 }) as unknown }),
    ])
    expect(await stream.text).toBe('Done.')
    expect(toolOutputs(model)).toEqual([
      { type: 'text', value: expect.stringMatching(/^2\n\nStdout:\nstep 0\nstep 1\nstep 2/u) as string },
    ])
  })

  it.each([
    ['a value', '[1, "two", None]'],
    ['output', 'print("a")\nprint("b")'],
    ['both', 'print("a")\n1 + 1'],
    ['nothing', 'x = 1'],
    ['an error', 'print("before")\n{}["key"]'],
    ['an error with a hint', 'tools.nothing.here()'],
    ['much output', 'print("line\\n" * 2_000)'],
  ])('shows a model %s as renderResult does', async (_name, code) => {
    const model = scriptedModel(run(code), 'Done.')
    const tools = await codeModeTools({ session: await openSession() })
    await generateText({ model, tools, prompt: 'Go.', stopWhen })
    const result = await (await openSession()).run(code)
    expect(toolOutputs(model)).toEqual([
      { type: result.ok ? 'text' : 'error-text', value: contentText(renderResult(result)) },
    ])
  })

  it('works in an agent', async () => {
    const session = await openSession()
    const model = scriptedModel(run('sum(range(10))'), 'It is 45.')
    const agent = new ToolLoopAgent({ model, tools: await codeModeTools({ session }), stopWhen })
    expect((await agent.generate({ prompt: 'Add up.' })).text).toBe('It is 45.')
    expect(toolOutputs(model)).toEqual([{ type: 'text', value: '45' }])
  })

  it('leaves out what changes packages where agents may not, and knows its names', async () => {
    const session = await openSession({ allowRuntimeDeps: false })
    const tools = Object.keys(await codeModeTools({ session }))
    expect(tools).toContain('list_deps')
    expect(tools).not.toContain('add_dep')
    const wrong = ['run_cod'] as unknown as readonly ['run_code']
    await expect(codeModeTools({ session, include: wrong })).rejects.toThrow('Did you mean "run_code"?')
  })

  it('gives what a stored conversation reads, too', async () => {
    const session = await openSession()
    const tools = await codeModeTools({ session })
    const output = { content: [{ type: 'text', text: 'ValueError: no' }], isError: true }
    const messages = await ai.convertToModelMessages(
      [
        {
          role: 'assistant',
          parts: [
            {
              type: 'tool-run_code',
              toolCallId: '1',
              state: 'output-available',
              input: { code: '' },
              output,
            },
          ],
        },
      ],
      { tools },
    )
    expect(messages.at(-1)).toMatchObject({
      role: 'tool',
      content: [{ output: { type: 'error-text', value: 'ValueError: no' } }],
    })
  })
})

describe('an aborted generation', () => {
  const SLOW = run('print("on", flush=True)\nimport time\ntime.sleep(60)')

  it.each([
    [
      'generateText',
      async (options: Options) => void (await generateText({ ...options, prompt: 'Wait.', stopWhen })),
    ],
    [
      'streamText',
      async (options: Options) => {
        for await (const part of streamText({ ...options, prompt: 'Wait.', stopWhen }).fullStream)
          if (part.type === 'abort') throw new Error('aborted')
      },
    ],
    [
      'the agent',
      async ({ abortSignal, ...options }: Options) =>
        void (await new ToolLoopAgent({ ...options, stopWhen }).generate({ prompt: 'Wait.', abortSignal })),
    ],
  ])('of %s stops the program within a second and keeps the session', async (_name, generate) => {
    const abort = new AbortController()
    let abortedAt = 0
    let endedAt = Number.POSITIVE_INFINITY
    const session = await openSession({
      onEvent: ({ type }) => {
        if (type === 'run-end' && abort.signal.aborted) endedAt = Math.min(endedAt, performance.now())
        if (type !== 'output') return
        abortedAt = performance.now()
        abort.abort(new Error('enough'))
      },
    })
    await session.run('x = 42')
    const generation = generate({
      model: scriptedModel(SLOW, 'Never said.'),
      tools: await codeModeTools({ session }),
      abortSignal: abort.signal,
    })
    await expect(generation).rejects.toThrow(/^(?:enough|aborted)$/u)
    expect(await valueOf(session, 'x')).toBe(42)
    expect(endedAt - abortedAt).toBeLessThan(1_000)
  })
})

interface Options {
  readonly model: ReturnType<typeof scriptedModel>
  readonly tools: Awaited<ReturnType<typeof codeModeTools>>
  readonly abortSignal: AbortSignal
}
