import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Session, type SessionOptions, SubprocessExecutor } from '../../src/index.ts'
import { openSession, valueOf } from '../support/open-session.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const GOOD_TOOL =
  'name: echo\ndescription: Says it\ncommand: echo\nschema:\n  positional:\n    - { name: text, type: string, required: true }\n'

describe('bad input', () => {
  it('of a tool definition names file and line, and hides no other tool', async () => {
    const base = await temporaryFolder()
    await mkdir(join(base, 'tools'))
    await writeFile(join(base, 'tools', 'good.yaml'), GOOD_TOOL)
    await writeFile(join(base, 'tools', 'broken.yaml'), 'name: broken\ncommand: [unclosed\n')
    await writeFile(join(base, 'tools', 'typo.yaml'), 'name: typo\ncommand: ls\ndescripton: x\n')
    const session = await openSession({ base })
    expect((await session.listTools()).map((tool) => tool.name)).toEqual(['echo'])
    const messages = (await session.problems()).map(
      (problem) => `${'origin' in problem ? problem.origin : problem.location} ${problem.message}`,
    )
    expect(messages.find((message) => message.includes('broken.yaml'))).toMatch(/broken\.yaml:\d+/)
    expect(messages.filter((message) => message.includes('typo.yaml')).join('\n')).toMatch(
      /typo\.yaml:3.*description/s,
    )
    expect(await valueOf(session, 'tools.echo(text="hello")')).toBe('hello\n')
  })

  it('of two definitions with one name is an error that names both files', async () => {
    const base = await temporaryFolder()
    await mkdir(join(base, 'tools'))
    await writeFile(join(base, 'tools', 'a.yaml'), GOOD_TOOL)
    await writeFile(join(base, 'tools', 'b.yaml'), GOOD_TOOL)
    const session = await openSession({ base })
    expect(await session.listTools()).toEqual([])
    const result = await session.run('tools.echo(text="hello")')
    expect(result.ok ? '' : result.error.message).toMatch(/a\.yaml.*b\.yaml/s)
    expect((await session.problems())[0]?.message).toMatch(/a\.yaml.*b\.yaml/s)
  })

  it('of a missing command names it and the PATH that was searched', async () => {
    const base = await temporaryFolder()
    await mkdir(join(base, 'tools'))
    await writeFile(
      join(base, 'tools', 'gone.yaml'),
      GOOD_TOOL.replace('name: echo', 'name: gone').replace('command: echo', 'command: no-such-program-4711'),
    )
    const session = await openSession({ base })
    const result = await session.run('tools.gone(text="x")')
    expect(result.ok ? '' : result.error.message).toMatch(/no-such-program-4711.*\/usr\/bin/s)
  })

  it('of an option names the nearest right one', async () => {
    const base = await temporaryFolder()
    await expect(Session.open(base, { timeoutMS: 5 } as SessionOptions)).rejects.toThrow(
      /timeoutMS.*timeoutMs/,
    )
    await expect(Session.open(base, { timeoutMs: 0 })).rejects.toThrow(TypeError)
    await expect(Session.open(base, { timeoutMs: Number.NaN })).rejects.toThrow(TypeError)
    const session = await openSession()
    await expect(session.run('1', { timeoutMs: -1 })).rejects.toThrow(TypeError)
    await expect(session.run('1', { timeout: 1 } as object)).rejects.toThrow(/timeoutMs/)
  })

  it('of a base that is a file, or that may not be written, says so and what would be right', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'file'), '')
    await expect(Session.open(join(folder, 'file'))).rejects.toMatchObject({ code: 'STORAGE_UNUSABLE' })
    await expect(Session.open('redis://localhost')).rejects.toMatchObject({ code: 'STORAGE_UNUSABLE' })
    await expect(Session.open(join(folder, 'file', 'below'))).rejects.toMatchObject({
      code: 'STORAGE_UNUSABLE',
    })
    await expect(Session.open('/proc/nothing/here')).rejects.toMatchObject({ code: 'STORAGE_UNUSABLE' })
    if (process.getuid?.() === 0) return
    await mkdir(join(folder, 'locked'))
    await chmod(join(folder, 'locked'), 0o500)
    await expect(Session.open(join(folder, 'locked'))).rejects.toMatchObject({ code: 'STORAGE_UNUSABLE' })
  })

  it('of a workflow names the line and the remedy, and what was there stays', async () => {
    const session = await openSession()
    await session.createWorkflow({
      name: 'twice',
      source: 'def run(n):\n    return n * 2\n',
      description: 'Doubles',
    })
    await expect(
      session.createWorkflow({ name: 'twice', source: 'def run(n:\n    return n' }),
    ).rejects.toMatchObject({
      code: 'WORKFLOW_INVALID',
      message: expect.stringContaining('line 1'),
    })
    await expect(session.createWorkflow({ name: 'other', source: 'x = 1\n' })).rejects.toMatchObject({
      code: 'WORKFLOW_INVALID',
      hint: expect.stringContaining('def run'),
    })
    await expect(
      session.createWorkflow({ name: '../up', source: 'def run():\n    pass\n', description: 'x' }),
    ).rejects.toMatchObject({ code: 'NAME_INVALID' })
    expect(await valueOf(session, 'workflows.twice(4)')).toBe(8)
  })

  it('of a workflow file that is broken is reported by name and line, and hides nothing else', async () => {
    const base = await temporaryFolder()
    const session = await openSession({ base })
    await writeFile(
      join(base, 'workflows', 'good.py'),
      '"""Says hello."""\nasync def run(name: str = "you"):\n    return "hello " + name\n',
    )
    await writeFile(join(base, 'workflows', 'bad.py'), '"""No run here."""\nx = 1\n')
    await writeFile(join(base, 'workflows', 'cut.py'), '\ndef run(:\n    pass\n')
    expect((await session.listWorkflows()).map((workflow) => workflow.name)).toEqual(['good'])
    expect(await valueOf(session, 'workflows.good(name="Ada")')).toBe('hello Ada')
    expect((await session.problems()).map((problem) => problem.message).join('\n')).toMatch(
      /bad\.py(.|\n)*cut\.py:2/,
    )
    await writeFile(
      join(base, 'workflows', 'good.py'),
      'def run():\n    """Changed."""\n    return "changed"\n',
    )
    expect(await valueOf(session, 'workflows.good()')).toBe('changed')
  })

  it('of a line in requirements.txt names the line and the file', async () => {
    const base = await temporaryFolder()
    await writeFile(join(base, 'requirements.txt'), '# mine\nbad spec!!\n')
    const session = await openSession({ base })
    await expect(session.run('1')).rejects.toMatchObject({
      code: 'REQUIREMENT_INVALID',
      message: expect.stringMatching(/bad spec!!.*requirements\.txt/),
    })
    await writeFile(join(base, 'requirements.txt'), '# mine\n')
    expect(await valueOf(session, '1')).toBe(1)
  })

  it('of isolation that is not there yet is refused, not ignored', async () => {
    const session = await openSession({ executor: new SubprocessExecutor({ sandbox: 'required' }) })
    await expect(session.run('1')).rejects.toMatchObject({ code: 'UNSUPPORTED_LIMIT' })
    const limited = await openSession({ limits: { cpus: 1 } })
    await expect(limited.run('1')).rejects.toMatchObject({ code: 'UNSUPPORTED_LIMIT' })
  })
})

describe('an error that an agent reads', () => {
  it.each([
    ['tools.ehco(text="x")', /echo/],
    ['tools.echo(txt="x")', /text/],
    ['tools.echo()', /text/],
    ['workflows.fetch_jsn()', /fetch_json/],
    ['artifacts.load("reprot")', /report/],
    ['artifacts.save("x", object())', /bytes|text|JSON/],
    ['workflows.create(name="a-b", source="def run(): pass")', /a-b/],
  ])('%s names the right thing and the line', async (code, expected) => {
    const base = await temporaryFolder()
    await mkdir(join(base, 'tools'))
    await writeFile(join(base, 'tools', 'echo.yaml'), GOOD_TOOL)
    const session = await openSession({ base })
    await session.createWorkflow({
      name: 'fetch_json',
      description: 'Fetches',
      source: 'def run():\n    return 1\n',
    })
    await session.saveArtifact({ name: 'report', data: 'x' })
    const result = await session.run(`y = 1\n${code}`)
    expect(result).toMatchObject({ ok: false, error: { kind: 'program', line: 2 } })
    expect(result.ok ? '' : `${result.error.message} ${result.error.hint ?? ''}`).toMatch(expected)
    expect(result.ok ? '' : result.error.traceback).not.toContain('code_mode_runtime')
  })
})
