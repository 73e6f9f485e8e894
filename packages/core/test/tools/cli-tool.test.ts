import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { call, openRegistry } from './open-registry.ts'
import { isAlive, until } from './process-alive.ts'
import { temporaryFolder } from './temporary-folder.ts'

const SHOW_ARGUMENTS = `#!/bin/sh
for each in "$@"; do printf '[%s]' "$each"; done
`
const SHOW = `name: show
description: Prints its arguments
command: ./show.sh
schema:
  options:
    silent: { type: boolean, short: s }
    header: { type: array, short: H }
    max_time: { type: integer }
    method: { type: string, enum: [GET, POST] }
  positional:
    - { name: url, type: string, required: true }
    - { name: more, type: array }
recipes:
  get:
    description: A GET
    preset: { silent: true, method: GET }
    params: { url: { description: the address } }
`

async function showRegistry(definition: string = SHOW) {
  const folder = await temporaryFolder({ 'tools/show.yaml': definition, 'tools/show.sh': SHOW_ARGUMENTS })
  return openRegistry([join(folder, 'tools')])
}

test('options come in schema order, then positional arguments, each as one argument of its own', async () => {
  const registry = await showRegistry()
  const value = await call(registry, 'show', {
    url: 'a b; rm -rf $HOME',
    more: ['x', '*'],
    max_time: 5,
    header: ['A: 1', 'B: 2'],
    silent: true,
    method: 'POST',
  })
  expect(value).toBe('[-s][-H][A: 1][-H][B: 2][--max-time][5][--method][POST][a b; rm -rf $HOME][x][*]')
})

test('a recipe sets its presets and takes only its own parameters', async () => {
  const registry = await showRegistry()
  expect(await call(registry, 'show.get', { url: 'u' })).toBe('[-s][--method][GET][u]')
  await expect(call(registry, 'show.get', { url: 'u', max_time: 3 })).rejects.toMatchObject({
    code: 'ARGUMENTS_INVALID',
    message: expect.stringContaining('show.get has no parameter "max_time"'),
  })
})

test.each([
  [{ url: 'u', silent: 'false' }, 'show: silent must be True or False, not the text "false".'],
  [{ url: 'u', max_time: 1.5 }, 'show: max_time must be an integer, not the number 1.5.'],
  [{ url: 'u', max_time: true }, 'show: max_time must be an integer, not True.'],
  [{ url: ['u'] }, 'show: url must be a text, not a list.'],
  [{ url: 'u', header: 'A: 1' }, 'show: header must be a list of texts'],
  [{ url: 'u', header: [true] }, 'show: header[0] must be a text or a number, not True.'],
  [{ url: 'u', method: 'GTE' }, 'is none of "GET", "POST". Did you mean "GET"?'],
  [{ url: '--upload-file=/etc/passwd' }, 'so the program would read it as an option'],
  [{ url: 'a\0b' }, 'NUL'],
  [{ url: 'u', haeder: [] }, 'show has no parameter "haeder". Did you mean "header"?'],
  [{}, 'show needs "url". Its signature: show(url: str, more: list = None, silent: bool = False'],
])('arguments %j are refused with the reason', async (kwargs, message) => {
  const registry = await showRegistry()
  await expect(call(registry, 'show', kwargs)).rejects.toMatchObject({
    code: 'ARGUMENTS_INVALID',
    message: expect.stringContaining(message),
  })
})

test('the value of an option that begins with a dash is joined to it', async () => {
  const registry = await showRegistry()
  expect(await call(registry, 'show', { url: 'u', header: ['-x'], max_time: -1 })).toBe(
    '[-H-x][--max-time=-1][u]',
  )
})

test('separator puts -- in front of positional arguments, allow_option_like lets them through', async () => {
  const separated = await showRegistry(SHOW.replace('  positional:', '  separator: true\n  positional:'))
  expect(await call(separated, 'show', { url: '-u' })).toBe('[--][-u]')
  const allowed = await showRegistry(SHOW.replace('name: url,', 'name: url, allow_option_like: true,'))
  expect(await call(allowed, 'show', { url: '-u' })).toBe('[-u]')
})

test('a positional argument cannot take the place of an earlier one that was left out', async () => {
  const registry = await showRegistry(
    SHOW.replace('name: url, type: string, required: true', 'name: url, type: string'),
  )
  await expect(call(registry, 'show', { more: ['x'] })).rejects.toThrow(
    'more is given but url, which comes before it, is not',
  )
})

test('git runs with fixed arguments of a recipe, in the folder of the definition', async () => {
  const folder = await temporaryFolder({
    'git.yaml':
      'name: git\ndescription: Version control\ncommand: git\ncwd: .\nrecipes:\n  init: { args: [init, --quiet, repository] }\n  inside: { args: [-C, repository, rev-parse, --is-inside-work-tree] }\n',
  })
  const registry = openRegistry([join(folder, 'git.yaml')])
  await call(registry, 'git.init')
  expect(await call(registry, 'git.inside')).toBe('true\n')
})

test('a program that fails gives its exit code and both tails', async () => {
  const folder = await temporaryFolder({
    'fail.yaml':
      'name: fail\ndescription: Fails\ncommand: sh\nargs: [-c, "echo half; echo not found >&2; exit 3"]\n',
  })
  await expect(call(openRegistry([folder]), 'fail')).rejects.toMatchObject({
    code: 'TOOL_FAILED',
    message: 'fail failed with exit code 3.\nstderr: not found\nstdout: half',
    details: { exitCode: 3, stderr: 'not found', stdout: 'half' },
  })
})

test('a missing program names the PATH that was searched', async () => {
  const folder = await temporaryFolder({
    'x.yaml': 'name: x\ndescription: X\ncommand: no-such-program-here\n',
  })
  await expect(
    call(openRegistry([folder], { env: { PATH: '/nowhere:/usr/bin' } }), 'x'),
  ).rejects.toMatchObject({
    code: 'TOOL_COMMAND_NOT_FOUND',
    message: expect.stringContaining('Searched: /nowhere:/usr/bin'),
  })
})

test('a tool has no input to read', async () => {
  const folder = await temporaryFolder({ 'cat.yaml': 'name: reader\ndescription: Reads\ncommand: cat\n' })
  expect(await call(openRegistry([folder]), 'reader')).toBe('')
})

test('invalid UTF-8 is replaced and everything else kept', async () => {
  const folder = await temporaryFolder({
    'b.yaml': `name: b\ndescription: B\ncommand: printf\nargs: ['gr\\303\\274n \\377\\n\\n']\n`,
  })
  expect(await call(openRegistry([folder]), 'b')).toBe('grün \uFFFD\n\n')
})

const NEST = `#!/usr/bin/env python3
import os, subprocess, sys, time
group = subprocess.Popen(['sleep', '60'])
session = subprocess.Popen(['sleep', '60'], start_new_session=True)
with open(sys.argv[1], 'w') as file:
    file.write(f'{os.getpid()} {group.pid} {session.pid}')
time.sleep(float(sys.argv[2]))
`
const NEST_YAML = `name: nest
description: Has grandchildren
command: ./nest.py
timeout: 1
schema: { positional: [{ name: file, required: true }, { name: seconds, required: true }] }
`
async function pidsOf(file: string): Promise<readonly number[]> {
  await until(async () => (await readFile(file, 'utf8').catch(() => '')).split(' ').length === 3)
  return (await readFile(file, 'utf8')).split(' ').map(Number)
}

test('a timeout ends the program, its grandchildren and those in a session of their own', async () => {
  const folder = await temporaryFolder({ 'nest.yaml': NEST_YAML, 'nest.py': NEST })
  const started = Date.now()
  await expect(
    call(openRegistry([folder]), 'nest', { file: join(folder, 'pids'), seconds: '60' }),
  ).rejects.toMatchObject({ code: 'TOOL_TIMEOUT', message: 'nest did not end within 1 s and was stopped.' })
  expect(Date.now() - started).toBeLessThan(4000)
  const pids = await pidsOf(join(folder, 'pids'))
  await until(() => pids.every((pid) => !isAlive(pid)))
})

test('an abort ends the program and rejects with the reason itself', async () => {
  const folder = await temporaryFolder({
    'nest.yaml': NEST_YAML.replace('timeout: 1', 'timeout: 50'),
    'nest.py': NEST,
  })
  const controller = new AbortController()
  const reason = new Error('enough')
  const running = call(
    openRegistry([folder]),
    'nest',
    { file: join(folder, 'pids'), seconds: '60' },
    controller.signal,
  )
  running.catch(() => {})
  const pids = await pidsOf(join(folder, 'pids'))
  controller.abort(reason)
  await expect(running).rejects.toBe(reason)
  await until(() => pids.every((pid) => !isAlive(pid)))
})

test('a grandchild that keeps the pipes is waited for one second, and does not stay', async () => {
  const folder = await temporaryFolder({
    'hold.yaml': 'name: hold\ndescription: Leaves a child\ncommand: sh\nargs: [-c, "sleep 60 & echo $!"]\n',
  })
  const started = Date.now()
  const value = await call(openRegistry([folder]), 'hold')
  expect(Date.now() - started).toBeGreaterThan(800)
  expect(Date.now() - started).toBeLessThan(5000)
  await until(() => !isAlive(Number(value)))
})

test('output over 64 MiB is an error that says so', async () => {
  const folder = await temporaryFolder({
    'yes.yaml': 'name: endless\ndescription: Never ends\ncommand: cat\nargs: [/dev/zero]\n',
  })
  await expect(call(openRegistry([folder]), 'endless')).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
    message: expect.stringContaining('more than 64 MiB'),
  })
})

test('references are resolved on the host at each call, and their values stay out of errors', async () => {
  const folder = await temporaryFolder({
    'env.yaml':
      'name: env\ndescription: Shows\ncommand: sh\nargs: [-c, "echo $TOKEN; echo $TOKEN >&2; exit ${CODE}"]\nenv: { TOKEN: "Bearer ${SECRET_TOKEN} $${LITERAL}" }\n',
  })
  const env: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    CODE: '0',
    SECRET_TOKEN: 'hunter2-hunter2',
  }
  const registry = openRegistry([folder], { env })
  expect(await call(registry, 'env')).toBe('Bearer hunter2-hunter2 ${LITERAL}\n')
  env['CODE'] = '1'
  const error: Error = await call(registry, 'env').then(
    () => new Error('it did not fail'),
    (reason: Error) => reason,
  )
  expect(error.message).toContain('Bearer ${SECRET_TOKEN}')
  expect(JSON.stringify([error.message, error])).not.toContain('hunter2')
  delete env['SECRET_TOKEN']
  await expect(call(registry, 'env')).rejects.toMatchObject({
    code: 'TOOL_DEFINITION_INVALID',
    message: expect.stringMatching(/env\.yaml: The environment variable SECRET_TOKEN is not set/),
  })
})

const BARRIER = `#!/usr/bin/env python3
import os, sys, time
folder, me, parties = sys.argv[1], sys.argv[2], int(sys.argv[3])
open(os.path.join(folder, 'arrived-' + me), 'w').close()
end = time.time() + 20
while len([n for n in os.listdir(folder) if n.startswith('arrived-')]) < parties:
    if time.time() > end: sys.exit('nobody came')
    time.sleep(0.01)
print(me)
`
test('eight calls meet at a barrier in the tool', async () => {
  const folder = await temporaryFolder({
    'barrier.yaml':
      'name: barrier\ndescription: Waits\ncommand: ./barrier.py\nschema: { positional: [{ name: folder }, { name: me }, { name: parties, type: integer }] }\n',
    'barrier.py': BARRIER,
    'meeting/place': '',
  })
  const registry = openRegistry([folder])
  const values = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      call(registry, 'barrier', { folder: join(folder, 'meeting'), me: String(index), parties: 8 }),
    ),
  )
  expect(values).toEqual(['0\n', '1\n', '2\n', '3\n', '4\n', '5\n', '6\n', '7\n'])
})
