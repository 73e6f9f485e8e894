import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { missingComponent } from '../support/requires.ts'
import { call, openRegistry } from './open-registry.ts'
import { until } from './process-alive.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Pids of living processes whose command line holds a text. */
async function processesWith(text: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      return line.includes(text) ? pid : undefined
    }),
  )
  return found.filter((pid) => pid !== undefined)
}

function onlyLinux(context: { skip(note?: string): void }): boolean {
  if (process.platform === 'linux') return true
  missingComponent('/proc', 'run this test on Linux', context)
  return false
}

/** A tool that runs a Python script with a name of its own, by which its processes are found. */
async function script(body: string, more = '') {
  const folder = await temporaryFolder({
    'x.yaml': `name: x\ncommand: python3\nargs: ["\${SCRIPT}"]\nschema: { positional: [{ name: a }] }\n${more}`,
  })
  const file = join(folder, 'script.py')
  await writeFile(file, body)
  return { registry: openRegistry([folder], { env: { ...process.env, SCRIPT: file } }), file, folder }
}

const HOSTILE = {
  'ignores TERM and INT':
    'import signal, time\nfor s in (1, 2, 15): signal.signal(s, signal.SIG_IGN)\ntime.sleep(60)\n',
  'has a child in a session of its own that keeps the pipe':
    'import subprocess, sys, time\nsubprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", __file__], start_new_session=True)\ntime.sleep(60)\n',
  'forks again and again, each time into a session of its own':
    'import os, time\nfor _ in range(400):\n    if os.fork() == 0:\n        os.setsid()\n        time.sleep(0.02)\n        continue\n    time.sleep(60)\n',
  'prints for ever': 'import sys\nwhile True: sys.stderr.write("x" * 1000)\n',
}

test.each(Object.entries(HOSTILE))('a program that %s is gone soon after its timeout', async (_, body) => {
  const { registry, file } = await script(body, 'timeout: 1\n')
  const started = Date.now()
  await expect(call(registry, 'x')).rejects.toMatchObject({ code: 'TOOL_TIMEOUT' })
  expect(Date.now() - started).toBeLessThan(5000)
  if (process.platform === 'linux') await until(async () => (await processesWith(file)).length === 0)
})

test('a grandchild in a session of its own that keeps the pipe of a program that ended well is not left', async (context) => {
  if (!onlyLinux(context)) return
  const { registry, file } = await script(
    'import subprocess, sys\nsubprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", __file__], start_new_session=True)\nprint("done")\n',
  )
  const started = Date.now()
  expect(await call(registry, 'x')).toBe('done\n')
  expect(Date.now() - started).toBeLessThan(5000)
  await until(async () => (await processesWith(file)).length === 0)
})

test('a grandchild that reads the input to the end is not waited for after its program has ended', async () => {
  const folder = await temporaryFolder({
    'x.yaml':
      'name: x\ncommand: sh\nargs: [-c, "sleep 60 <&0 & exit 0"]\nschema: { stdin: { name: data } }\n',
  })
  const started = Date.now()
  expect(await call(openRegistry([folder]), 'x', { data: new Uint8Array(4_000_000) })).toBe('')
  expect(Date.now() - started).toBeLessThan(5000)
})

test('twenty calls at once leave no process and no descriptor', async (context) => {
  if (!onlyLinux(context)) return
  const { registry, file } = await script(
    'import subprocess, sys\nsubprocess.run(["true"])\nprint(sys.stdin.read() + sys.argv[1])\n',
    'recipes: {}\n',
  )
  await call(registry, 'x', { a: 'warm' })
  const before = (await readdir('/proc/self/fd')).length
  for (let round = 0; round < 2; round += 1) {
    const values = await Promise.all(
      Array.from({ length: 20 }, (_, index) => call(registry, 'x', { a: String(index) })),
    )
    expect(values).toEqual(Array.from({ length: 20 }, (_, index) => `${index}\n`))
  }
  expect(await processesWith(file)).toEqual([])
  await until(async () => (await readdir('/proc/self/fd')).length <= before)
})

test('an abort at any moment leaves no process and no descriptor', async (context) => {
  if (!onlyLinux(context)) return
  const { registry, file } = await script(
    'import subprocess, sys\nfor _ in range(3): subprocess.Popen(["sleep", "60", ], start_new_session=True)\nprint("x" * 100000, flush=True)\nimport time; time.sleep(60)\n',
  )
  const before = (await readdir('/proc/self/fd')).length
  const reason = new Error('enough')
  const calls = Array.from({ length: 30 }, async (_, index) => {
    const controller = new AbortController()
    const running = call(registry, 'x', {}, controller.signal)
    running.catch(() => {})
    if (index > 0) await delay(index * 7)
    controller.abort(reason)
    await expect(running).rejects.toBe(reason)
  })
  await Promise.all(calls)
  await until(async () => (await processesWith(file)).length === 0)
  // The supervisor of this host keeps one pipe.
  await until(async () => (await readdir('/proc/self/fd')).length <= before + 1)
})

test('a script whose interpreter is missing gives a clear error', async () => {
  const folder = await temporaryFolder({
    'x.yaml': 'name: x\ncommand: ./program\n',
    program: '#!/no/such/interpreter\n',
  })
  await expect(call(openRegistry([folder]), 'x')).rejects.toMatchObject({
    code: 'TOOL_FAILED',
    message: expect.stringContaining('could not be started: the interpreter that its first line (#!) names'),
    details: { reason: 'ENOENT' },
  })
})

test('a file without permission to execute, and a working folder that was removed, give clear errors', async () => {
  const folder = await temporaryFolder({
    'x.yaml': 'name: x\ncommand: ./program\n',
    'y.yaml': 'name: y\ncommand: "true"\ncwd: gone\n',
    program: 'text',
  })
  await chmod(join(folder, 'program'), 0o644)
  const registry = openRegistry([folder])
  await expect(call(registry, 'x')).rejects.toMatchObject({
    code: 'TOOL_COMMAND_NOT_FOUND',
    message: expect.stringContaining('is not executable. Make it so with chmod +x.'),
  })
  await mkdir(join(folder, 'gone'))
  expect(await call(registry, 'y')).toBe('')
  await rm(join(folder, 'gone'), { recursive: true })
  await expect(call(registry, 'y')).rejects.toMatchObject({
    code: 'TOOL_DEFINITION_INVALID',
    message: expect.stringContaining('which does not exist'),
  })
})

test('an argument longer than the system takes says how long it is and what to do', async () => {
  const folder = await temporaryFolder({
    'x.yaml': 'name: x\ncommand: echo\nschema: { positional: [{ name: text }] }\n',
  })
  await expect(call(openRegistry([folder]), 'x', { text: 'a'.repeat(3_000_000) })).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
    message: expect.stringContaining('the arguments have 3000001 bytes'),
    hint: expect.stringContaining('stdin'),
  })
})
