import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, it, vi } from 'vitest'
import { makeBase, replCommand } from './support.ts'

// Several starts of the program and its interpreter each, also on a machine that is busy.
vi.setConfig({ testTimeout: 90_000 })

async function pipe(
  script: string,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const [program = '', ...args] = replCommand(await makeBase())
  const child = spawn(program, args, { stdio: 'pipe' })
  child.stdin.end(script)
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code: code as number, out, err }
}

it('runs a script cell by cell, without prompts and without an escape sequence', async () => {
  const script =
    'x = 20\ndef f(n):\n    y = n\n\n    return y + 1\nf(x)\n\nif x:\n    print("yes", end="")\nelse:\n    print("no")\nf(1)'
  expect(await pipe(script)).toEqual({ code: 0, out: '21\nyes\n2\n', err: '' })
})

it('goes on after a cell that failed, tells of it on stderr, and exits with 1', async () => {
  const { code, out, err } = await pipe('x = 1\n1 / 0\nprint("after", x)\n')
  expect({ code, out }).toEqual({ code: 1, out: 'after 1\n' })
  expect(err).toContain('line 1, in <module>\n    1 / 0')
  expect(err).toContain('ZeroDivisionError: division by zero')
})

it('takes the commands of the prompt, and the rest of a script is not run behind %quit', async () => {
  const { code, out } = await pipe('%time 6 * 7\n%quit\nprint("never")')
  expect(code).toBe(0)
  expect(out).toMatch(/^42\n\d+\.\d+ ms, 0 calls\n$/u)
})

it('says what is meant by an unknown command', async () => {
  expect(await pipe('%tiem 1')).toEqual({
    code: 1,
    out: '',
    err: 'There is no command %tiem. Did you mean %time?\n',
  })
})

it('ends at Ctrl-C with 130', async () => {
  const [program = '', ...args] = replCommand(await makeBase())
  const child = spawn(program, args, { stdio: 'pipe' })
  child.stdin.write('print("begun", flush=True)\nwhile True: pass\n\nprint("never")\n')
  await once(child.stdout, 'data')
  child.kill('SIGINT')
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  expect({ out, code }).toEqual({ out: '', code: 130 })
})
