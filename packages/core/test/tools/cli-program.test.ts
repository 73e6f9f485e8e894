import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { call, openRegistry } from './open-registry.ts'
import { isAlive, until } from './process-alive.ts'
import { temporaryFolder } from './temporary-folder.ts'

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
timeout: 4
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
  ).rejects.toMatchObject({ code: 'TOOL_TIMEOUT', message: 'nest did not end within 4 s and was stopped.' })
  expect(Date.now() - started).toBeLessThan(14_000)
  const pids = await pidsOf(join(folder, 'pids'))
  await until(() => pids.every((pid) => !isAlive(pid)))
})

test('an abort ends the program and rejects with the reason itself', async () => {
  const folder = await temporaryFolder({
    'nest.yaml': NEST_YAML.replace('timeout: 4', 'timeout: 50'),
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
  expect(Date.now() - started).toBeLessThan(12_000)
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
