import { describe, expect, test } from 'vitest'
import { calls, start } from './start-runtime.ts'
import type { Json } from './wire-driver.ts'

describe('calls', () => {
  test('eight calls meet at a barrier: gathered, gathered later, in threads, by call_async', async () => {
    const driver = await start()
    let held: Json[] = []
    driver.answer = (header) => {
      held.push(header)
      if (held.length === 8) for (const [index, one] of held.splice(0).entries()) driver.reply(one, index)
      return undefined
    }
    for (const code of [
      'import asyncio\nlen(await asyncio.gather(*[tools.t(i) for i in range(8)]))',
      'cs = [tools.t(i) for i in range(8)]\nlen(await asyncio.gather(*cs))',
      'from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(8) as p:\n    n = len(list(p.map(tools.t, range(8))))\nn',
      'len(await asyncio.gather(*(tools.t.call_async(i) for i in range(8))))',
      'len((await asyncio.wait([tools.t(i) for i in range(8)]))[0])',
    ]) {
      held = []
      expect(await driver.run(code), code).toMatchObject({ ok: true, value: 8 })
    }
  })

  test('carry the line of the agent and count up; no more than callsInFlight are unanswered', async () => {
    const driver = await start({ callsInFlight: 2 })
    let open = 0
    let most = 0
    driver.answer = (header) => {
      most = Math.max(most, ++open)
      setTimeout(() => (open--, driver.reply(header, 1)), 5)
      return undefined
    }
    await driver.run(
      'import asyncio\nawait asyncio.gather(*[tools.t(i) for i in range(6)])\nfor _ in range(2):\n    tools.u()',
    )
    expect(most).toBe(2)
    expect(calls(driver).map((one) => one['call'])).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    const [first, second] = calls(driver).filter((one) => one['method'] === 'u')
    expect(first?.['site']).toMatchObject({ file: 'cell-1', line: 4, workflow: null })
    expect([first?.['occurrence'], second?.['occurrence']]).toEqual([0, 1])
  })

  test('a host error is raised at the line of the call as the error of its namespace', async () => {
    const driver = await start()
    driver.answer = () => new Error('no such host')
    expect(await driver.run('x = 1\ntools.t()')).toMatchObject({
      ok: false,
      name: 'ToolError',
      message: 'no such host',
      line: 2,
      hint: 'try again',
    })
    const caught =
      'from code_mode import ArtifactError, CodeModeError\ntry:\n    artifacts.get("x")\nexcept ArtifactError as e:\n    r = e.code, isinstance(e, CodeModeError)\nr'
    expect(await driver.run(caught)).toMatchObject({ value: ['TOOL_FAILED', true] })
  })

  test('asyncio.wait_for cancels the call on the host', async () => {
    const driver = await start()
    driver.answer = () => undefined
    const run = driver.begin({ code: 'import asyncio\nawait asyncio.wait_for(tools.slow(), 0.05)' })
    expect(await driver.result(run)).toMatchObject({ ok: false, name: expect.stringContaining('Timeout') })
    expect((await driver.next((one) => one.header['type'] === 'cancel')).header).toEqual({
      type: 'cancel',
      call: 1,
    })
  })

  test('gathering values that came back already names call_async', async () => {
    const driver = await start()
    const failed = await driver.run('import asyncio\nxs = [tools.t(1)]\nprint(xs)\nawait asyncio.gather(*xs)')
    expect(failed).toMatchObject({ ok: false, hint: expect.stringContaining('call_async') })
  })

  test('large arguments and artifacts travel as streams', async () => {
    const driver = await start()
    driver.answer = (header, args, kwargs, attachment) =>
      header['method'] === 'save' ? { format: kwargs['format'], size: attachment.length } : args[0].length
    expect(await driver.run('tools.t("é" * 3_000_000)')).toMatchObject({ value: 3_000_000 })
    expect(await driver.run('artifacts.save("a", bytes(5_000_000))')).toMatchObject({
      value: { format: 'bytes', size: 5_000_000 },
    })
    expect(await driver.run('"x" * 2_000_000')).toMatchObject({ kind: 'json', textOf: 2_000_002 })
  })

  test('workflows run in the guest: def and async def, in any surroundings, cached, with clear errors', async () => {
    const driver = await start()
    const sources: Json = {
      sync: 'def run(n, m=1):\n    return tools.t(n)',
      async: 'import asyncio\nasync def run(n):\n    return await asyncio.gather(tools.t(n), tools.t(n))',
      broken: 'def run():\n    return 1 / 0',
    }
    driver.answer = (header, args) =>
      header['method'] === 'load' ? { name: args[0], source: sources[args[0]], digest: '1' } : args[0]
    expect(
      await driver.run('workflows.sync(1), workflows.invoke("sync", n=2), workflows["async"](n=3)'),
    ).toMatchObject({ value: [1, 2, [3, 3]] })
    expect(
      await driver.run(
        'import asyncio\nawait asyncio.gather(workflows.sync(1), workflows.invoke("async", 2))',
      ),
    ).toMatchObject({ value: [1, [2, 2]] })
    expect(
      await driver.run(
        'def plain():\n    return workflows["async"](4)\nasync def f():\n    return plain()\nawait f()',
      ),
    ).toMatchObject({ value: [4, 4] })
    expect(await driver.run('workflows.sync()')).toMatchObject({
      name: 'WorkflowError',
      message: expect.stringContaining('(n, m=1)'),
    })
    const failed = await driver.run('workflows.broken()')
    expect(failed).toMatchObject({ name: 'ZeroDivisionError', line: 1 })
    expect(failed['traceback']).toContain('File "workflow:broken", line 2, in run\n    return 1 / 0')
    expect(calls(driver).find((one) => one['method'] === 't')?.['site']).toMatchObject({
      file: 'workflow:sync',
      line: 2,
      workflow: 'sync',
    })
    expect(
      await driver.result(driver.begin({ workflow: 'sync', arguments: { n: 7 } }, 'invoke')),
    ).toMatchObject({ value: 7 })
  })

  test('signatures, help and dir come from the host when asked, and an underscore never does', async () => {
    const driver = await start()
    const parameters = [
      { name: 'url', type: 'string', required: true, description: 'where' },
      { name: 'quiet', type: 'boolean', required: false, default: true },
    ]
    driver.answer = (header) =>
      header['method'] === 'names'
        ? ['curl']
        : { name: 'curl', description: 'c', callables: [{ name: null, description: 'Fetches.', parameters }] }
    expect(await driver.run('import inspect\nstr(inspect.signature(tools.curl)), dir(tools)')).toMatchObject({
      value: ['(*, url: str, quiet: bool = True)', ['curl', 'list', 'search']],
    })
    expect((await driver.run('help(tools.curl)'))['stdout']).toMatch(
      /tools.curl\(\*, url: str.*\n\nFetches.\n {4}url: where/,
    )
    const before = calls(driver).length
    expect(await driver.run('hasattr(tools, "_x"), hasattr(tools.curl, "__len__")')).toMatchObject({
      value: [false, false],
    })
    expect(calls(driver)).toHaveLength(before)
  })
})

describe('output', () => {
  test('keeps the order of print, children and descriptors, and belongs to its run', async () => {
    const driver = await start()
    const first = await driver.run(
      'import os, subprocess\nprint("a")\nsubprocess.run(["echo", "b"])\nprint("c", flush=True)\nos.write(1, b"d\\n")\nsubprocess.Popen("sleep 0.3; echo late", shell=True)\nNone',
    )
    expect(first['stdout']).toBe('a\nb\nc\nd\n')
    expect((await driver.run('print("second")'))['stdout']).toBe('second\n')
    await driver.next((one) => one.header['channel'] === 'stdout' && one.body.includes('late'))
    expect(driver.printed('run-1', 'stdout')).toBe('a\nb\nc\nd\nlate\n')
  })

  test('is sent while the run goes on', async () => {
    const driver = await start()
    const run = driver.begin({ code: 'import time\nprint("now")\ntime.sleep(0.5)' })
    await driver.next((one) => one.header['type'] === 'output')
    expect(driver.messages.some((one) => one.header['type'] === 'result')).toBe(false)
    await driver.result(run)
  })

  test('more than a pipe holds does not block the program that writes it', async () => {
    const driver = await start()
    const result = await driver.run(
      'import os\nfor _ in range(20):\n    os.write(1, b"x" * 100_000)\nimport subprocess\nsubprocess.run(["head", "-c", "3000000", "/dev/zero"]).returncode',
    )
    expect(result['value']).toBe(0)
    expect(result['stdout']).toHaveLength(5_000_000)
  })

  test('a forked child prints into the run and cannot answer in the name of the session', async () => {
    const driver = await start()
    const result = await driver.run(
      'import os\npid = os.fork()\nif pid == 0:\n    print("child")\nelse:\n    os.waitpid(pid, 0)\npid > 0',
    )
    expect(result).toMatchObject({ value: true, stdout: 'child\n' })
    expect(driver.messages.filter((one) => one.header['type'] === 'result')).toHaveLength(1)
    expect(
      await driver.run('pid = os.fork()\nif pid == 0:\n    tools.t()\nos.waitpid(pid, 0)[1] >> 8'),
    ).toMatchObject({ value: 1 })
    expect(await driver.run('tools.t(3)')).toMatchObject({ value: 3 })
  })
})
