import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callModelTool } from '../../src/model-tools/call-model-tool.ts'
import type { ModelToolAnswer } from '../../src/model-tools/call-model-tool.ts'
import { MODEL_TOOL_NAMES, modelTools } from '../../src/model-tools/model-tools.ts'
import { STANDALONE_CHARACTERS } from '../../src/model-tools/run-code-description.ts'
import { Session } from '../../src/session/session.ts'
import type { SessionEvent } from '../../src/session/session-event.ts'
import type { SessionOptions } from '../../src/session/session-options.ts'
import { MemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { functionTools } from '../../src/tools/function/function-tools.ts'

let session: Session
const started: string[] = []

async function reopen(options: SessionOptions = {}): Promise<void> {
  await session.close()
  session = await open(options)
}

async function open(options: SessionOptions): Promise<Session> {
  const onEvent = (event: SessionEvent): void => void started.push(event.type)
  return await Session.open({ storage: new MemoryStorage(), onEvent, ...options })
}

/** Calls a tool by name, as an adapter does. */
async function call(name: string, input: unknown = {}): Promise<ModelToolAnswer> {
  const [tool] = await modelTools({ session, include: [name] })
  if (tool === undefined) throw new Error(`${name} is absent`)
  return await callModelTool(tool, session, input)
}

async function textOf(name: string, input: unknown = {}): Promise<string> {
  return (await call(name, input)).content
    .map((content) => (content.type === 'text' ? content.text : content.mimeType))
    .join('\n')
}

beforeEach(async () => {
  session = await open({})
  started.length = 0
})
afterEach(async () => await session.close())

describe('modelTools', () => {
  it('gives all of them as plain data, and starts no guest for it', async () => {
    const tools = await modelTools({ session })
    expect(tools.map((tool) => tool.name)).toEqual(MODEL_TOOL_NAMES)
    for (const tool of tools) {
      expect(JSON.parse(JSON.stringify(tool.inputSchema))).toEqual(tool.inputSchema)
      expect(tool.description.length, tool.name).toBeGreaterThan(20)
    }
    expect(started).toEqual([])
  })

  it('leaves out what changes packages where agents may not', async () => {
    await reopen({ allowRuntimeDeps: false })
    const names = (await modelTools({ session })).map((tool) => tool.name)
    expect(MODEL_TOOL_NAMES.filter((name) => !names.includes(name))).toEqual(['add_dep', 'remove_dep'])
    const [addDep] = await modelTools({ include: ['add_dep'] })
    if (addDep === undefined) throw new Error('add_dep is absent')
    const answer = await callModelTool(addDep, session, { requirement: 'tabulate' })
    expect(answer).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('RUNTIME_DEPS_DISABLED') as string }],
    })
  })

  it('refuses a name that does not exist, and names the nearest', async () => {
    await expect(modelTools({ session, include: ['serch_tools'] })).rejects.toThrow(
      new TypeError('include: there is no model tool "serch_tools". Did you mean "search_tools"?'),
    )
  })
})

describe('the description of run_code', () => {
  it('stands alone in its first 2,000 characters, then has the tools', async () => {
    const weather = functionTools({
      name: 'weather',
      description: 'Weather reports',
      functions: {
        today: { description: 'The weather of today', inputSchema: { type: 'object' }, execute: () => 'sun' },
      },
    })
    await reopen({ tools: [weather], timeoutMs: 12_000, allowRuntimeDeps: false })
    const [runCode] = await modelTools({ session, include: ['run_code'] })
    const [general = '', catalogue = ''] = runCode?.description.split('\n\nTools:\n') ?? []
    expect(general.length).toBeLessThanOrEqual(STANDALONE_CHARACTERS)
    for (const word of [
      'search',
      'invoke',
      'script',
      'save',
      'tools',
      'workflows',
      'artifacts',
      'deps',
      '12 s',
      'Network',
      'working directory',
      'deps.add is refused',
    ]) {
      expect(general, word).toContain(word)
    }
    expect(catalogue).toContain('tools.weather.today')
    expect(catalogue).toContain('The weather of today')
    expect(started).toEqual([])
  })
})

describe('the answers of the model tools', () => {
  it('give the value of a program, and its variables to the next one', async () => {
    expect(await textOf('run_code', { code: 'x = 40' })).toBe('(no output)')
    expect(await call('run_code', { code: 'x + 2' })).toMatchObject({
      content: [{ type: 'text', text: '42' }],
      structured: { ok: true, value: 42 },
      isError: false,
    })
  })

  it('keep a value whole in the data or give it as shortened text, never as another value', async () => {
    const { structured } = await call('run_code', { code: '["x" * 100] * 1000' })
    expect(structured?.['value']).toBeUndefined()
    expect(structured?.['text']).toContain('characters left out')
  })

  it('stay within their bounds in text and in data, and name the artifact of what is shortened', async () => {
    const code = 'import sys\nprint("o" * 300_000)\nprint("e" * 300_000, file=sys.stderr)\n'
    for (const end of ['["v" * 1_000] * 1_000', 'raise ValueError("m" * 100_000)']) {
      const { content, structured } = await call('run_code', { code: code + end })
      const text = content.map((one) => (one.type === 'text' ? one.text : '')).join('')
      expect(text.length).toBeLessThan(26_500)
      expect(JSON.stringify(structured).length).toBeLessThan(28_000)
      const truncated = structured?.['truncated'] as readonly { what: string; artifact: string }[]
      expect(truncated.map((one) => one.what)).toEqual(expect.arrayContaining(['stdout', 'stderr']))
      for (const { what, artifact } of truncated.filter((one) => one.artifact !== undefined)) {
        expect(text, what).toContain(artifact)
        expect(await textOf('get_artifact', { name: artifact })).toContain(`artifacts.load("${artifact}")`)
      }
    }
  })

  it('name the places in a value where a text stands for something else', async () => {
    const { structured } = await call('run_code', { code: '[1, 2**60]' })
    expect(structured).toMatchObject({
      value: [1, '1152921504606846976'],
      asText: [{ path: [1], type: 'int' }],
    })
  })

  it('show a part of a long artifact, and of one too large to be read only its size', async () => {
    await session.saveArtifact({ name: 'long', data: 'x'.repeat(100_000) })
    const long = await textOf('get_artifact', { name: 'long' })
    expect(long.length).toBeLessThan(26_000)
    expect(long).toMatch(
      /\[Shortened: it has 100,000 characters. In run_code: artifacts.load\("long"\); print or return the part/u,
    )
    await session.saveArtifact({ name: 'huge', data: 'x'.repeat(17_000_000) })
    expect(await textOf('get_artifact', { name: 'huge' })).toBe(
      'huge (text, 17,000,000 bytes)\n\n(17,000,000 bytes) In run_code: artifacts.load("huge"); print or return the part you need.',
    )
  })

  it('lead through the life of a workflow', async () => {
    expect(await textOf('list_workflows')).toBe('No workflows are saved yet.')
    const source = 'def run(path: str, depth: int = 2):\n    """Count files."""\n    return [path, depth]\n'
    expect(await textOf('create_workflow', { name: 'count_files', source })).toBe(
      'Saved count_files(path: str, depth: int = 2): Count files.',
    )
    expect(await textOf('search_workflows', { query: 'count the files' })).toContain('count_files(path: str')
    expect(await textOf('get_workflow', { name: 'count_files' })).toContain(source)
    expect(await textOf('get_workflow', { name: 'count_file' })).toBe(
      'WORKFLOW_NOT_FOUND: There is no workflow "count_file". Did you mean "count_files"?',
    )
    expect(await textOf('delete_workflow', { name: 'count_files' })).toBe('Deleted the workflow count_files.')
    expect((await call('delete_workflow', { name: 'count_files' })).isError).toBe(true)
  })

  it('say what is wrong with a workflow without losing the one that is there', async () => {
    await call('create_workflow', { name: 'one', source: 'def run():\n    """Give one."""\n    return 1\n' })
    const answer = await call('create_workflow', {
      name: 'one',
      source: 'def go():\n    """Give two."""\n    return 2\n',
    })
    expect(answer).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(/^WORKFLOW_INVALID: .*run/u) as string }],
    })
    expect(await textOf('get_workflow', { name: 'one' })).toContain('return 1')
  })

  it('show saved values of every kind', async () => {
    await session.saveArtifact({
      name: 'data',
      data: { total: 3, at: Number.NaN, big: 2n ** 70n },
      description: 'Sums',
    })
    await session.saveArtifact({ name: 'note', data: 'a\nb' })
    await session.saveArtifact({ name: 'blob', data: new Uint8Array([1, 2, 3]) })
    await session.saveArtifact({ name: 'dot', data: Buffer.from('89504e470d0a1a0a', 'hex') })
    expect((await textOf('list_artifacts')).split('\n')).toHaveLength(4)
    expect(await textOf('get_artifact', { name: 'data' })).toMatch(
      /Sums\n\n\{\n {2}"total": 3,\n {2}"at": "NaN",\n {2}"big": "1180591620717411303424"\n\}$/u,
    )
    expect(await textOf('get_artifact', { name: 'note' })).toContain('\n\na\nb')
    expect(await textOf('get_artifact', { name: 'blob' })).toContain('(3 bytes)')
    expect(await textOf('get_artifact', { name: 'dot' })).toContain('image/png')
  })

  it('list the packages and refuse what is no package', async () => {
    expect(await textOf('list_deps')).toBe('No packages besides the standard library.')
    expect(await textOf('add_dep', { requirement: '--index-url=x' })).toMatch(/^REQUIREMENT_INVALID: /u)
    expect(await textOf('remove_dep', { name: 'pandas' })).toMatch(/^REQUIREMENT_INVALID: .*pandas/u)
  })

  it('name the field meant, and all fields, when the input is wrong', async () => {
    expect(await textOf('search_workflows', { query: 'x', limits: 3 })).toBe(
      'ARGUMENTS_INVALID: search_workflows: There is no field "limits". Did you mean "limit"? ' +
        'search_workflows takes: query (string, required), limit (integer, optional).',
    )
    expect(await textOf('reset_session', { hard: true })).toBe(
      'ARGUMENTS_INVALID: reset_session: There is no field "hard". reset_session takes no fields.',
    )
  })

  it('reject with the reason of the signal when the call is aborted', async () => {
    const [runCode] = await modelTools({ session, include: ['run_code'] })
    if (runCode === undefined) throw new Error('run_code is absent')
    const reason = new Error('no longer needed')
    const running = callModelTool(
      runCode,
      session,
      { code: 'while True: pass' },
      { signal: abortedAfter(300, reason) },
    )
    await expect(running).rejects.toBe(reason)
    expect(await textOf('run_code', { code: '1 + 1' })).toBe('2')
  })
})

function abortedAfter(milliseconds: number, reason: Error): AbortSignal {
  const controller = new AbortController()
  setTimeout(() => controller.abort(reason), milliseconds)
  return controller.signal
}
