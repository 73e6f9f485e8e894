import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../core/test/support/temporary-folder.ts'
import { callModelTool, modelTools, Session } from '../../core/src/index.ts'
import { cli, cliJson, type CliOptions } from './support/cli.ts'

/** Runs a program without a base of its own to be found. */
async function run(args: readonly string[], options: CliOptions = {}) {
  return await cli(['run', '--base', 'base', ...args], options)
}

describe('code-mode run', () => {
  it('prints output and then the value, from -c, a file and standard input', async () => {
    const cwd = await temporaryFolder()
    const code = 'print("one")\n{"two": [2, None]}'
    await writeFile(path.join(cwd, 'program.py'), code)
    const expected = { code: 0, stdout: "one\n{'two': [2, None]}\n", stderr: '' }
    expect(await run(['-c', code], { cwd })).toEqual(expected)
    expect(await run(['program.py'], { cwd })).toEqual(expected)
    expect(await run(['-'], { cwd, input: code })).toEqual(expected)
  })

  it('keeps stdout and stderr of the program apart', async () => {
    const outcome = await run(['-c', 'import sys\nprint("out")\nprint("err", file=sys.stderr)'])
    expect(outcome).toEqual({ code: 0, stdout: 'out\n', stderr: 'err\n' })
  })

  it('fails with 1, and tells the traceback with the file and the hint on stderr', async () => {
    const cwd = await temporaryFolder()
    await writeFile(path.join(cwd, 'program.py'), 'def f():\n    return "a" + 1\nprint("before")\nf()\n')
    const outcome = await run(['program.py'], { cwd })
    expect(outcome).toMatchObject({ code: 1, stdout: 'before\n' })
    expect(outcome.stderr).toMatch(
      /File "program\.py", line 2, in f\n.*\n.*\n?TypeError: .*\nHint: .*f-string/su,
    )
  })

  it('ends with 124 at its time limit', async () => {
    const outcome = await run(['-c', 'import time\ntime.sleep(60)', '--timeout', '300ms'])
    expect(outcome.code).toBe(124)
    expect(outcome.stderr).toMatch(/Timeout: The program was stopped after 300 ms/u)
    expect(outcome.stderr).toContain('Hint: For a longer time limit: --timeout 2m')
  })

  it('gives the whole result as JSON, and the same exit code', async () => {
    const cwd = await temporaryFolder()
    expect(await cliJson(['run', '--base', 'base', '-c', 'print(1)\n40 + 2'], { cwd })).toMatchObject({
      ok: true,
      kind: 'json',
      value: 42,
      stdout: '1\n',
    })
    const failed = await run(['-c', '1/0', '--json'], { cwd })
    expect(failed).toMatchObject({ code: 1, stderr: '' })
    expect(JSON.parse(failed.stdout)).toMatchObject({ ok: false, error: { name: 'ZeroDivisionError' } })
  })

  it('writes pictures to files and shows their paths', async () => {
    const cwd = await temporaryFolder()
    const code = [
      'class Picture:',
      '    def _repr_png_(self): return b"\\x89PNG-data"',
      'print("before")',
      'display(Picture())',
      'print("after")',
      'Picture()',
    ].join('\n')
    const outcome = await run(['-c', code, '--images', 'pictures'], { cwd })
    const files = [1, 2].map((number) => path.join(cwd, 'pictures', `${number}.png`))
    expect(outcome).toMatchObject({ code: 0, stderr: '' })
    const [texts, pictures] = [false, true].map((wanted) =>
      outcome.stdout.split('\n').filter((line) => line.startsWith('[image/png] ') === wanted),
    )
    expect(texts).toEqual(['before', 'after', ''])
    expect(pictures).toEqual(files.map((file) => `[image/png] ${file}`))
    for (const file of files) expect(await readFile(file, 'latin1')).toBe('\x89PNG-data')
    // The first ones stay.
    expect((await run(['-c', code, '--images', 'pictures'], { cwd })).stdout).toContain('3.png')
    const elsewhere = /\[image\/png\] (.*)$/mu.exec((await run(['-c', code], { cwd })).stdout)?.[1]
    expect(await readFile(elsewhere ?? '', 'latin1')).toBe('\x89PNG-data')
  })

  it('goes on where a picture cannot be written, and says so', async () => {
    const cwd = await temporaryFolder()
    await writeFile(path.join(cwd, 'file'), '')
    const code = 'class P:\n    def _repr_png_(self): return b"\\x89PNG"\ndisplay(P())\n"done"'
    const outcome = await run(['-c', code, '--images', 'file'], { cwd })
    expect(outcome).toMatchObject({ code: 0, stdout: "'done'\n" })
    expect(outcome.stderr).toMatch(/^A picture could not be written: .*file/u)
  })

  it.each([
    'print("x")\n{"a": 1}',
    'import sys\nprint("out")\nprint("err", file=sys.stderr)\n1/0',
    'x = 1',
    '"a\\nb"',
    'class P:\n    def _repr_png_(self): return b"\\x89PNG"\nprint("p")\ndisplay(P())\n"end"',
    'print("line\\n" * 20_000)',
  ])('--for-model prints what run_code says to a model of %j', async (code) => {
    const cwd = await temporaryFolder()
    const session = await Session.open(path.join(cwd, 'other'))
    try {
      const [tool] = await modelTools({ session, include: ['run_code'] })
      if (tool === undefined) throw new Error('run_code is missing')
      const { content, isError } = await callModelTool(tool, session, { code })
      const text = content.map((one) => (one.type === 'text' ? one.text : `[${one.mimeType}]`)).join('\n')
      await writeFile(path.join(cwd, 'program.py'), code)
      const outcomes = [
        await run(['-c', code, '--for-model'], { cwd }),
        await run(['program.py', '--for-model'], { cwd }),
      ]
      // The name of an automatic artifact is that of its run.
      const plain = (output: string): string => output.replace(/runs\/[0-9a-f]+\//gu, 'runs/RUN/')
      for (const outcome of outcomes) {
        expect({ ...outcome, stdout: plain(outcome.stdout) }).toEqual({
          code: isError ? 1 : 0,
          stdout: `${plain(text)}\n`,
          stderr: '',
        })
      }
    } finally {
      await session.close()
    }
  })

  it('reaches the tools and artifacts of the base', async () => {
    const cwd = await temporaryFolder()
    await cliJson(['init', 'base'], { cwd })
    const outcome = await run(
      ['-c', 'artifacts.save("seen", [tool["name"] for tool in tools.list()])\nNone'],
      { cwd },
    )
    expect(outcome).toMatchObject({ code: 0 })
    expect((await cli(['artifacts', 'get', 'seen', '--base', 'base'], { cwd })).stdout).toBe('["curl"]')
  })

  it('says in one line that there is no such file', async () => {
    const { code, stderr } = await run(['none.py'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^code-mode: ENOENT: .*none\.py'\n$/u)
  })
})
