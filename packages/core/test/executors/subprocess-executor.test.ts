import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findInterpreter } from '../../src/executors/subprocess/interpreter.ts'
import { SubprocessExecutor } from '../../src/executors/subprocess/subprocess-executor.ts'
import type { SubprocessExecutorOptions } from '../../src/executors/subprocess/subprocess-options.ts'
import type { Guest, LaunchRequest } from '../../src/kernel/guest.ts'
import { findMarkedProcesses } from '../../src/processes/process-table.ts'
import { spawnEnvironment } from '../../src/processes/supervisor.ts'
import { openWorkshop, writeWheel } from '../deps/support.ts'

let folder: string
let executors: SubprocessExecutor[]

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'code-mode-test-'))
  executors = []
})
afterEach(async () => {
  await Promise.all(executors.map((executor) => executor.close()))
  await rm(folder, { recursive: true, force: true })
})

function make(options: SubprocessExecutorOptions = {}): SubprocessExecutor {
  const executor = new SubprocessExecutor({
    python: '/usr/bin/python3',
    cacheDirectory: path.join(folder, 'cache'),
    ...options,
  })
  executors.push(executor)
  return executor
}

const request = (more: Partial<LaunchRequest> = {}): LaunchRequest => ({
  sessionId: 's',
  labels: {},
  language: 'python',
  requirements: [],
  limits: {},
  env: {},
  ...more,
})

/** Sends one frame: the guest is a real one. */
function send(guest: Guest, header: Record<string, unknown>, body: Uint8Array = new Uint8Array()): void {
  const text = Buffer.from(JSON.stringify(header))
  const head = Buffer.alloc(8)
  head.writeUInt32BE(text.length, 0)
  head.writeUInt32BE(body.length, 4)
  guest.input.write(Buffer.concat([head, text, body]))
}

function run(guest: Guest, code: string): void {
  const json = Buffer.from(JSON.stringify({ code }))
  const head = Buffer.alloc(8)
  head.writeUInt32BE(json.length, 4)
  send(guest, {
    type: 'hello',
    wire: 1,
    callsInFlight: 64,
    outputFlushMs: 20,
    outputFlushBytes: 32768,
    runtimeDeps: true,
  })
  send(guest, { type: 'run', run: 'r1', mode: 'exec', file: '<run 1>' }, Buffer.concat([head, json]))
}

async function until(guest: Guest, pattern: RegExp): Promise<string> {
  let text = ''
  for await (const chunk of guest.output.iterator({ destroyOnReturn: false })) {
    text += (chunk as Buffer).toString('utf8')
    if (pattern.test(text)) return text
  }
  throw new Error(`the guest ended: ${JSON.stringify(await guest.exited)} ${text}`)
}

it('a launched guest speaks the wire, first from source and then from compiled code', async () => {
  const executor = make()
  for (let round = 0; round < 2; round += 1) {
    const guest = await executor.launch(request())
    run(guest, '6 * 7')
    expect(await until(guest, /"result".*42/s)).toContain('"ready"')
    await guest.kill()
    if (round > 0) break
    const runtimes = path.join(folder, 'cache/runtimes')
    await expect.poll(() => readdir(runtimes).catch(() => []), { timeout: 10_000 }).toHaveLength(1)
  }
})

it('a guest has nothing of the environment of its host', async () => {
  process.env['CODE_MODE_TEST_SECRET'] = 'hunter2'
  try {
    const guest = await make().launch(request({ env: { GIVEN: 'yes' } }))
    run(guest, 'import os; print(sorted(os.environ)); print(os.environ["HOME"] == os.getcwd())')
    const text = await until(guest, /"result"/)
    expect(text).toContain('True')
    expect(text).toContain("'GIVEN'")
    expect(text).not.toContain('SECRET')
  } finally {
    delete process.env['CODE_MODE_TEST_SECRET']
  }
})

it('kill leaves no descendant, not even one with its own session, and no folder after release', async () => {
  const executor = make()
  const guest = await executor.launch(request())
  run(
    guest,
    'import subprocess; subprocess.Popen(["/bin/sleep", "600"], start_new_session=True); print("started")',
  )
  await until(guest, /started/)
  const { CODE_MODE_HOST: token = '' } = spawnEnvironment()
  // A process that executes a new program has no readable environment for an instant.
  await expect
    .poll(async () => (await findMarkedProcesses('CODE_MODE_HOST', token)).length)
    .toBeGreaterThanOrEqual(2)
  await Promise.all([guest.kill(), guest.kill()])
  expect(await guest.exited).toMatchObject({ signal: 'SIGKILL', reason: 'killed' })
  expect(await findMarkedProcesses('CODE_MODE_HOST', token)).toEqual([])
  expect(existsSync(guest.workingDirectory)).toBe(true)
  await executor.releaseSession('s')
  expect(existsSync(path.dirname(guest.workingDirectory))).toBe(false)
})

it('a guest over its memory limit is ended, and its exit says why', async () => {
  const guest = await make().launch(request({ limits: { memoryMb: 100 } }))
  run(guest, 'import time; block = b"x" * (300 << 20); time.sleep(60)')
  guest.output.resume()
  expect(await guest.exited).toMatchObject({ signal: 'SIGKILL', reason: 'memory' })
})

it('a guest with too many processes is ended, and its exit says why', async () => {
  const guest = await make().launch(request({ limits: { processes: 12 } }))
  run(
    guest,
    'import subprocess, time; held = [subprocess.Popen(["/bin/sleep", "60"]) for _ in range(20)]; time.sleep(60)',
  )
  guest.output.resume()
  expect(await guest.exited).toMatchObject({ reason: 'processes' })
})

it('interrupt stops a loop and the guest lives on', async () => {
  const guest = await make().launch(request())
  run(guest, 'print("looping", flush=True)\nwhile True: pass')
  await until(guest, /looping/)
  send(guest, { type: 'interrupt', run: 'r1' })
  await guest.interrupt()
  expect(await until(guest, /"result"[^]*KeyboardInterrupt/)).toContain('interrupted')
})

it('what a plain process cannot enforce is refused', async () => {
  await expect(make({ sandbox: 'required' }).launch(request())).rejects.toMatchObject({
    code: 'UNSUPPORTED_LIMIT',
  })
  await expect(make({ sandbox: 'required' }).probe()).rejects.toMatchObject({ code: 'UNSUPPORTED_LIMIT' })
  await expect(make().launch(request({ limits: { cpus: 1 } }))).rejects.toMatchObject({
    code: 'UNSUPPORTED_LIMIT',
  })
  await expect(make().launch(request({ network: 'none' }))).rejects.toMatchObject({
    code: 'UNSUPPORTED_LIMIT',
  })
  expect(() => make({ sandbx: 'off' } as SubprocessExecutorOptions)).toThrow(/sandbx.*"sandbox"/)
  await expect(make().launch(request({ limits: { memoryMb: -1 } }))).rejects.toThrow(TypeError)
})

it('probe tells interpreter, installer and the level of each limit', async () => {
  const capabilities = await make().probe()
  expect(capabilities.interpreter.version).toMatch(/^3\.\d+\.\d+$/)
  expect(capabilities.installer).toMatch(/^(uv|pip) \d/)
  expect(capabilities).toMatchObject({
    isolation: 'none',
    limits: { memoryMb: 'sampled', cpus: 'none', fileSizeMb: 'per-process' },
  })
})

it('a shim resolves to the interpreter behind it, and the answer is kept', async () => {
  const shim = path.join(folder, 'python3')
  await writeFile(shim, `#!/bin/sh\necho run >> "${folder}/runs"\nexec /usr/bin/python3 "$@"\n`)
  await chmod(shim, 0o755)
  const options = { env: { PATH: folder, HOME: folder }, cacheDirectory: path.join(folder, 'cache') }
  const first = await findInterpreter(options)
  expect(first.path).not.toContain(folder)
  expect(await findInterpreter(options)).toEqual(first)
  expect(await readFile(path.join(folder, 'runs'), 'utf8')).toBe('run\n')
})

it('a virtual environment resolves to its base interpreter', async () => {
  const bin = path.join(folder, 'venv/bin')
  await mkdir(bin, { recursive: true })
  await writeFile(path.join(folder, 'venv/pyvenv.cfg'), 'home = /usr/bin\n')
  await symlink('/usr/bin/python3', path.join(bin, 'python'))
  const env = { PATH: '', HOME: folder, VIRTUAL_ENV: path.join(folder, 'venv') }
  expect((await findInterpreter({ env, cacheDirectory: path.join(folder, 'cache') })).path).toMatch(
    /^\/usr\/bin\/python3/,
  )
})

it('an interpreter that is missing, broken or too old is refused with what was tried', async () => {
  const old = path.join(folder, 'python-old')
  await writeFile(old, "#!/bin/sh\nprintf '/old/python\\n3.8.1\\ncpython\\nlinux-x86_64\\nabcd\\n'\n")
  await chmod(old, 0o755)
  const find = (python: string): Promise<unknown> =>
    findInterpreter({
      python,
      env: { PATH: folder, HOME: folder },
      cacheDirectory: path.join(folder, 'cache'),
    })
  await expect(find(old)).rejects.toThrow(/python-old is Python 3\.8\.1; 3\.9 or later/)
  await expect(find('/nowhere/python3')).rejects.toThrow(/\/nowhere\/python3 does not exist/)
  await expect(find('/bin/false')).rejects.toThrow(/not a working Python/)
  await expect(find('python-none')).rejects.toMatchObject({ code: 'INTERPRETER_NOT_FOUND' })
})

it('an aborted launch rejects with the reason', async () => {
  const reason = new Error('changed my mind')
  await expect(make().launch(request({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason)
})

it('exit of the interpreter ends the streams and is told', async () => {
  const guest = await make().launch(request())
  run(guest, 'import os; os._exit(7)')
  guest.output.resume()
  expect(await guest.exited).toMatchObject({ code: 7, signal: null })
  if (!guest.output.readableEnded) await once(guest.output, 'close')
})

it('a package is importable in a running guest right after install, and its folder goes with the guest', async () => {
  const workshop = await openWorkshop()
  try {
    await writeWheel(workshop, { name: 'alpha', version: '1.5' })
    await writeWheel(workshop, { name: 'beta', version: '2.5' })
    const guest = await make({ env: workshop.env }).launch(request({ requirements: ['alpha'] }))
    expect(await guest.install(['beta', 'alpha'])).toEqual({
      installed: ['beta==2.5'],
      alreadyPresent: ['alpha'],
    })
    run(guest, 'import alpha, beta; print(alpha.VERSION, beta.VERSION, beta.__file__)')
    const text = await until(guest, /"result"/)
    const placed = /1\.5 2\.5 (\S+beta\.py)/.exec(text)?.[1] ?? ''
    expect(existsSync(placed)).toBe(true)
    await guest.kill()
    expect(existsSync(placed)).toBe(false)
    await expect(guest.install(['beta'])).rejects.toMatchObject({ code: 'GUEST_CRASHED' })
  } finally {
    await workshop.remove()
  }
})
