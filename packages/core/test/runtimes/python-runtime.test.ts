import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { start } from './start-runtime.ts'
import { opened } from './wire-driver.ts'

describe.each([
  ['source over a socket', { kind: 'source' }],
  ['code over a socket', { kind: 'code' }],
  ['code over stdin and stdout', { kind: 'code', over: 'stdio' }],
] as const)('the runtime as %s', (_title, options) => {
  test('keeps variables and answers the value of the last expression', async () => {
    const driver = await start(options)
    expect(await driver.run('x = 20')).toMatchObject({ ok: true, kind: 'none' })
    expect(await driver.run('x += 1\nx * 2')).toMatchObject({ ok: true, kind: 'json', value: 42, text: '42' })
    expect(await driver.run('import os\nos.system("echo child")\nprint("parent")')).toMatchObject({
      stdout: 'child\nparent\n',
    })
    expect(await driver.run('import sys; sys.stdin.read()')).toMatchObject({ value: '' })
  })
})

describe('what the program sees', () => {
  test('top-level await works, and so does asyncio.run in a cell without it', async () => {
    const driver = await start()
    expect(await driver.run('import asyncio\nawait asyncio.sleep(0, "a")')).toMatchObject({ value: 'a' })
    expect(await driver.run('async def main():\n    return tools.t("b")\nasyncio.run(main())')).toMatchObject(
      { value: 'b' },
    )
  })

  test('fenced and indented code runs with its own line numbers', async () => {
    const driver = await start()
    expect(await driver.run('```python\nx = 1\n1/0\n```')).toMatchObject({
      ok: false,
      line: 3,
      name: 'ZeroDivisionError',
    })
    expect(await driver.run('    y = 2\n    y')).toMatchObject({ value: 2 })
  })

  test('exit, input and syntax errors are clear results and the session goes on', async () => {
    const driver = await start()
    expect(await driver.run('exit(3)')).toMatchObject({ ok: false, kind: 'exit', name: 'SystemExit' })
    expect(await driver.run('input("?")')).toMatchObject({
      name: 'EOFError',
      message: expect.stringContaining('no terminal'),
    })
    const syntax = await driver.run('x = 1\ndef f(:')
    expect(syntax).toMatchObject({ name: 'SyntaxError', line: 2 })
    expect(syntax['traceback']).toContain('def f(:\n')
    expect(await driver.run('1 + 1')).toMatchObject({ value: 2 })
  })

  test('a traceback shows the lines of the agent, and none of a library', async () => {
    const driver = await start()
    const failed = await driver.run('import json\ndef read(text):\n    return json.loads(text)\nread("{")')
    expect(failed['line']).toBe(3)
    expect(failed['traceback']).toMatch(
      /File "cell-1", line 4.*\n {4}read\("\{"\)[^]*line 3, in read\n {4}return json.loads\(text\)/,
    )
    expect(failed['traceback']).not.toContain('decoder.py')
    expect(failed['traceback']).not.toContain('code-mode')
  })

  test('classes of cells can be pickled, and the source of functions read', async () => {
    const driver = await start()
    const code =
      'import dataclasses, inspect, pickle\n@dataclasses.dataclass\nclass P:\n    a: int\ndef f(x):\n    return x\n'
    expect(await driver.run(`${code}pickle.loads(pickle.dumps(P(1))).a, inspect.getsource(f)`)).toMatchObject(
      {
        value: [1, 'def f(x):\n    return x\n'],
      },
    )
  })

  test('the runtime works on when the program overwrites builtins and streams', async () => {
    const driver = await start()
    await driver.run('1')
    await driver.run(
      'import builtins, json, sys\nfor n in ("len", "print", "repr", "str", "isinstance", "type", "list"):\n    setattr(builtins, n, None)\njson.dumps = sys.stdout = None',
    )
    expect(await driver.run('[1, {"a": 2}]')).toMatchObject({ ok: true, value: [1, { a: 2 }] })
    expect(await driver.run('tools.t(5)')).toMatchObject({ value: 5 })
    expect(await driver.run('1/0')).toMatchObject({ name: 'ZeroDivisionError' })
  })

  test('check compiles without running', async () => {
    const driver = await start()
    expect(await driver.result(driver.begin({ code: 'x = 1/0', workflow: false }, 'check'))).toMatchObject({
      ok: true,
      value: null,
    })
    expect(await driver.result(driver.begin({ code: 'x = (', workflow: true }, 'check'))).toMatchObject({
      ok: false,
      name: 'SyntaxError',
    })
  })

  test('display sends the richest forms', async () => {
    const driver = await start()
    await driver.run(
      'class H:\n    def _repr_html_(self): return "<b>x</b>"\n    def __repr__(self): return "h"\ndisplay(H())',
    )
    const shown = await driver.next((one) => one.header['type'] === 'display')
    expect(opened(shown.body).value).toEqual({ 'text/html': '<b>x</b>', 'text/plain': 'h' })
  })

  test('a package directory that was empty at launch is importable after deps.add', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'code-mode-'))
    try {
      const driver = await start({ config: { packages: [folder] } })
      driver.answer = () => (
        writeFileSync(join(folder, 'brandnew.py'), 'z = 9'),
        { installed: ['brandnew'], already_present: [] }
      )
      const code =
        'try:\n    import brandnew\nexcept ImportError:\n    pass\ndeps.add("brandnew")\nimport brandnew\nbrandnew.z'
      expect(await driver.run(code)).toMatchObject({ value: 9 })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('limits', () => {
  test('a file larger than allowed is an error of the program', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'code-mode-'))
    try {
      const driver = await start({ config: { limits: { fileSizeMb: 1 } } })
      const failed = await driver.run(
        `open(${JSON.stringify(join(folder, 'big'))}, "wb").write(bytes(3_000_000))`,
      )
      expect(failed).toMatchObject({ ok: false, name: 'OSError', kind: 'program' })
      expect(await driver.run('import os\nos.environ["MPLBACKEND"]')).toMatchObject({ value: 'Agg' })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('the unittest files', () => {
  const folder = fileURLToPath(new URL('./python/', import.meta.url))
  test.each(['test_payload.py', 'test_syntax.py'])('%s passes', (file) => {
    const env = { PATH: process.env['PATH'], PYTHONDONTWRITEBYTECODE: '1' }
    expect(() => execFileSync('python3', [join(folder, file)], { stdio: 'pipe', env })).not.toThrow()
    expect(existsSync(join(folder, file))).toBe(true)
  })
})
