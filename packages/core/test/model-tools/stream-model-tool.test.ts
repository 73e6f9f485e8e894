import { describe, expect, it } from 'vitest'
import { modelTools } from '../../src/model-tools/model-tools.ts'
import type { ModelToolAnswer } from '../../src/model-tools/call-model-tool.ts'
import type { ModelTool } from '../../src/model-tools/model-tool.ts'
import { contentText } from '../../src/model-tools/content-text.ts'
import { streamModelTool } from '../../src/model-tools/stream-model-tool.ts'
import { openSession, valueOf } from '../support/open-session.ts'

async function runCode(): Promise<ModelTool> {
  const [tool] = await modelTools({ include: ['run_code'] })
  if (tool === undefined) throw new Error('run_code is absent')
  return tool
}

async function all(answers: AsyncIterable<ModelToolAnswer>): Promise<readonly ModelToolAnswer[]> {
  const given: ModelToolAnswer[] = []
  for await (const answer of answers) given.push(answer)
  return given
}

describe('streamModelTool', () => {
  it('gives what was printed so far, then the answer', async () => {
    const session = await openSession()
    const code = `
import time
for n in range(4):
    print(f"step {n}", flush=True)
    time.sleep(0.3)
n`
    const answers = await all(streamModelTool(await runCode(), session, { code }))
    const texts = answers.map(({ content }) => contentText(content))
    expect(texts.length).toBeGreaterThanOrEqual(3)
    expect(texts[0]).toBe('step 0\n')
    expect(texts.slice(0, -1).every((text, index) => text.length >= (texts[index - 1] ?? '').length)).toBe(
      true,
    )
    expect(answers.at(-1)).toMatchObject({ isError: false, structured: { ok: true, value: 3 } })
    expect(answers.slice(0, -1).filter((answer) => answer.structured !== undefined)).toEqual([])
  })

  it('gives the answer alone where nothing is printed', async () => {
    const session = await openSession()
    const answers = await all(streamModelTool(await runCode(), session, { code: '40 + 2' }))
    expect(answers.map(({ content }) => contentText(content))).toEqual(['42'])
  })

  it('shows the end alone of what floods, a few times a second', { timeout: 60_000 }, async () => {
    const session = await openSession()
    const code = `
import time
end = time.monotonic() + 1
while time.monotonic() < end:
    print("x" * 1_000, flush=True)`
    await session.run('1')
    const start = performance.now()
    const answers = await all(streamModelTool(await runCode(), session, { code }))
    const elapsedMs = performance.now() - start
    const preliminary = answers.slice(0, -1).map(({ content }) => contentText(content))
    expect(preliminary.length).toBeGreaterThan(0)
    expect(preliminary.length).toBeLessThanOrEqual(elapsedMs / 90 + 1)
    expect(Math.max(...preliminary.map((text) => text.length))).toBeLessThanOrEqual(4_001)
  })

  it('stops the program of a reader who leaves, and of an aborted one, and keeps the variables', async () => {
    const session = await openSession()
    await session.run('x = 42')
    const code = 'import time\nprint("on", flush=True)\ntime.sleep(60)'
    for await (const answer of streamModelTool(await runCode(), session, { code })) {
      expect(contentText(answer.content)).toBe('on\n')
      break
    }
    expect(await valueOf(session, 'x')).toBe(42)
    const abort = new AbortController()
    const reason = new Error('enough')
    const aborted = all(streamModelTool(await runCode(), session, { code }, { signal: abort.signal }))
    setTimeout(() => abort.abort(reason), 300)
    await expect(aborted).rejects.toBe(reason)
    expect(await valueOf(session, 'x')).toBe(42)
  })
})

describe('contentText', () => {
  it('names a picture where it stands', () => {
    const content = [
      { type: 'text', text: 'a' },
      { type: 'image', data: 'aGk=', mimeType: 'image/png' },
    ] as const
    expect(contentText(content)).toBe('a\n[image/png]')
  })
})
