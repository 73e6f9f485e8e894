import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../core/test/support/temporary-folder.ts'
import { descendants, stillAlive } from '../../mcp/test/support/processes.ts'
import { PROGRAM } from './support/cli.ts'

/** Starts a program that prints `ready`, and waits for that. */
async function startRun(
  code: string,
  cwd: string,
): Promise<{ child: ChildProcess; stderr: Promise<string> }> {
  const [command, ...args] = PROGRAM
  const child = spawn(
    command,
    [...args, 'run', '--base', 'base', '-c', `print("ready", flush=True)\n${code}`],
    {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  const stderr = text(child.stderr)
  const [first] = (await once(child.stdout, 'data')) as [Buffer]
  expect(first.toString()).toBe('ready\n')
  return { child, stderr }
}

describe('Ctrl-C', () => {
  it.each([
    ['that sleeps', 'import time\ntime.sleep(600)'],
    ['that never ends', 'while True: pass'],
    [
      'that catches everything',
      'while True:\n    try:\n        while True: pass\n    except BaseException: pass',
    ],
    ['that is in a long computation of C', 'sum(range(10 ** 13))'],
    ['that waits for a child process', 'import subprocess\nsubprocess.run(["sleep", "600"])'],
  ])('ends a run %s within a second, with 130 and nothing left behind', async (_, code) => {
    const { child, stderr } = await startRun(code, await temporaryFolder())
    const processes = await descendants(child.pid ?? 0)
    expect(processes.length).toBeGreaterThan(0)
    const started = performance.now()
    child.kill('SIGINT')
    const [exitCode] = (await once(child, 'exit')) as [number | null]
    expect(performance.now() - started).toBeLessThan(1_000)
    expect(exitCode).toBe(130)
    expect(await stderr).toBe('Interrupted.\n')
    expect(await stillAlive(processes, 3_000)).toEqual([])
  })

  it('lets the program clean up, and is SIGTERM with 143', async () => {
    const cwd = await temporaryFolder()
    const { child } = await startRun(
      `import time\ntry:\n    time.sleep(600)\nfinally:\n    open(${JSON.stringify(`${cwd}/cleaned`)}, "w").close()`,
      cwd,
    )
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([143, null])
    expect(await readdir(cwd)).toContain('cleaned')
  })

  it('ends a tool that was called, and what it started', async () => {
    const cwd = await temporaryFolder()
    const folder = path.join(cwd, 'base', 'tools')
    await mkdir(folder, { recursive: true })
    await writeFile(
      path.join(folder, 'wait.yaml'),
      'name: wait\ncommand: sh\nargs: [-c, "sleep 600; true"]\n',
    )
    const [command, ...args] = PROGRAM
    const child = spawn(command, [...args, 'tools', 'call', 'wait', '--base', 'base'], {
      cwd,
      stdio: 'ignore',
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    let processes: readonly number[] = []
    // The supervisor, the tool, and what the tool started.
    while (processes.length < 3) processes = await descendants(child.pid ?? 0)
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([130, null])
    expect(await stillAlive(processes, 3_000)).toEqual([])
  })

  it('twice ends the process at once', async () => {
    const { child } = await startRun('sum(range(10 ** 13))', await temporaryFolder())
    const processes = await descendants(child.pid ?? 0)
    const started = performance.now()
    child.kill('SIGINT')
    setTimeout(() => child.kill('SIGINT'), 100)
    expect(await once(child, 'exit')).toEqual([130, null])
    expect(performance.now() - started).toBeLessThan(400)
    expect(await stillAlive(processes, 3_000)).toEqual([])
  })
})

it('a reader that leaves ends the program quietly', async () => {
  const [command, ...args] = PROGRAM
  const child = spawn(command, [...args, 'run', '--base', 'base', '-c', 'while True: print("y" * 100)'], {
    cwd: await temporaryFolder(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const stderr = text(child.stderr)
  await once(child.stdout, 'data')
  const processes = await descendants(child.pid ?? 0)
  child.stdout.destroy()
  expect(await once(child, 'exit')).toEqual([141, null])
  expect(await stderr).toBe('')
  expect(await stillAlive(processes, 3_000)).toEqual([])
})
