import { describe, expect, it } from 'vitest'
import { FileStorage } from '../../src/index.ts'
import { openSession, valueOf } from '../support/open-session.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const WORKFLOW = 'def run(n: int = 2) -> int:\n    """Doubles a number."""\n    return n * 2\n'

describe('the state of a session', () => {
  it('lasts from run to run and is gone after a reset', async () => {
    const session = await openSession()
    expect(await valueOf(session, 'x = 42\nx * 2')).toBe(84)
    expect(await valueOf(session, 'x')).toBe(42)
    await session.reset()
    const result = await session.run('x')
    expect(result).toMatchObject({
      ok: false,
      stateLost: false,
      error: { kind: 'program', name: 'NameError', line: 1 },
    })
  })

  it('is separate between sessions, and what is stored is shared while both run', async () => {
    const base = await temporaryFolder()
    const [one, two] = [await openSession({ base }), await openSession({ base })]
    await valueOf(one, 'x = 1')
    expect(await two.run('x')).toMatchObject({ ok: false, error: { name: 'NameError' } })
    await valueOf(
      one,
      `workflows.create(name="double", source=${JSON.stringify(WORKFLOW)}, description="Twice a number")\nartifacts.save("rows", [1, {"a": 2.5}])`,
    )
    expect(
      await valueOf(
        two,
        '[workflows.double(n=21), artifacts.load("rows"), workflows.search("twice")[0]["name"]]',
      ),
    ).toEqual([42, [1, { a: 2.5 }], 'double'])
    await valueOf(two, 'workflows.delete("double")')
    expect(await valueOf(one, 'workflows.list()')).toEqual([])
  })

  it('keeps the order of runs that overlap, each with its own output', async () => {
    const session = await openSession()
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => session.run(`print("run", ${index})\n${index}`)),
    )
    expect(results.map((result) => (result.ok ? [result.value, result.stdout] : result.error))).toEqual(
      Array.from({ length: 20 }, (_, index) => [index, `run ${index}\n`]),
    )
  })

  it('gives values of every kind back to a workflow called from the application', async () => {
    const session = await openSession()
    await session.createWorkflow({
      name: 'echo',
      description: 'Gives back',
      source: 'def run(value):\n    return [type(value).__name__, value]\n',
    })
    expect(await session.invokeWorkflow('echo', { value: { a: [1, null] } })).toMatchObject({
      ok: true,
      value: ['dict', { a: [1, null] }],
    })
    expect(await session.invokeWorkflow('echo', { value: new Uint8Array([1]) })).toMatchObject({
      ok: true,
      kind: 'json',
      value: ['bytes', 'AQ=='],
      asText: [{ path: [1], type: 'bytes' }],
      text: "['bytes', b'\\x01']",
    })
  })

  it('carries artifacts of every format between the program and the application', async () => {
    const session = await openSession()
    await session.saveArtifact({ name: 'in', data: new Uint8Array([0, 255]), description: 'two bytes' })
    await valueOf(
      session,
      'artifacts.save("out", {"raw": artifacts.load("in"), "big": 2**80})\nartifacts.save("text", "grüße")\nartifacts.save("large", bytes(5_000_000))',
    )
    expect((await session.loadArtifact('out'))?.value).toEqual({
      raw: new Uint8Array([0, 255]),
      big: 2n ** 80n,
    })
    expect((await session.loadArtifact('text'))?.value).toBe('grüße')
    expect((await session.loadArtifact('large'))?.info).toMatchObject({
      sizeBytes: 5_000_000,
      format: 'bytes',
    })
    expect(await valueOf(session, 'len(artifacts.load("large"))')).toBe(5_000_000)
    expect(await session.loadArtifact('nothing')).toBeUndefined()
  })

  it('keeps every package that two sessions add to one list at once', async () => {
    const base = await temporaryFolder()
    const [one, two] = [await openSession({ base }), await openSession({ base })]
    const names = ['alpha', 'beta', 'gamma', 'delta']
    const store = new FileStorage({ base })
    await store.requirements.replace(names)
    await Promise.all(names.map((name, index) => (index % 2 === 0 ? one : two).removeDep(name)))
    expect(await one.listDeps()).toEqual([])
  })

  it('takes the name of a workflow as an argument of that name', async () => {
    const session = await openSession()
    await session.createWorkflow({
      name: 'flag',
      description: 'Gives it back',
      source: 'def run(flag): return flag\n',
    })
    expect(await valueOf(session, 'workflows.invoke(name="flag", flag=3)')).toBe(3)
  })

  it('tells its events in order, with output as it happens', async () => {
    const session = await openSession()
    const types: string[] = []
    let text = ''
    await session.run('print("a")\nartifacts.list()\ndisplay({"x": 1})', {
      onEvent: (event) => {
        types.push(event.type)
        if (event.type === 'output') text += event.text
      },
    })
    expect(text).toBe('a\n')
    expect(types[0]).toBe('run-queue')
    expect(types.indexOf('call-start')).toBeLessThan(types.indexOf('call-end'))
    expect(types.at(-1)).toBe('run-end')
  })

  it('survives a listener that throws', async () => {
    const session = await openSession()
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve))
    const result = await session.run('print("a")\n1', {
      onEvent: () => {
        throw new Error('a fault of the application')
      },
    })
    expect(result).toMatchObject({ ok: true, value: 1, stdout: 'a\n' })
    expect((await warned).message).toBe('a fault of the application')
  })
})
