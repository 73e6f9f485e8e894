import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { killTree } from '../../src/processes/kill.ts'
import { findMarkedProcesses, readProcessTable } from '../../src/processes/process-table.ts'
import { runCommand } from '../../src/processes/run-command.ts'
import { HOST_MARKER, spawnEnvironment } from '../../src/processes/supervisor.ts'

const fixture = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const nodeFlags = ['--experimental-strip-types', '--no-warnings']

async function alive(pids: readonly number[]): Promise<number[]> {
  const table = await readProcessTable()
  return pids.filter((pid) => table.some((row) => row.pid === pid))
}

async function goneWithin(pids: readonly number[], timeoutMs: number): Promise<number[]> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const left = await alive(pids)
    if (left.length === 0 || Date.now() > deadline) return left
    await sleep(20)
  }
}

it.each(['SIGKILL', 'SIGTERM'] as const)(
  'a host ended by %s leaves no guest, no child of it, and none that left its session',
  async (signal) => {
    const host = spawn(process.execPath, [...nodeFlags, fixture('host-fixture.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(host.stdout, 'data')) as [Buffer]
    const pids = line.toString().trim().split(' ').map(Number)
    expect(pids).toHaveLength(3)
    expect(await alive(pids)).toEqual(pids)
    host.kill(signal)
    expect(await goneWithin(pids, 5000)).toEqual([])
  },
)

it('the supervisor ends with its host and keeps no host alive', async () => {
  const url = JSON.stringify(new URL('../../src/processes/supervisor.ts', import.meta.url).href)
  const script = `
    import { registerProcessGroup, spawnEnvironment } from ${url}
    registerProcessGroup(2 ** 22 - 1)
    console.log(spawnEnvironment().${HOST_MARKER})`
  const args = [...nodeFlags, '--input-type=module', '-e', script]
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 10_000 })
  const token = stdout.trim()
  expect(token).toMatch(/^[0-9a-f-]{36}$/)
  const supervisors = async (): Promise<string> =>
    (await promisify(execFile)('ps', ['-eo', 'args='])).stdout
      .split('\n')
      .filter((row) => row.includes(token))
      .join('\n')
  const deadline = Date.now() + 5000
  while ((await supervisors()) !== '' && Date.now() < deadline) await sleep(20)
  expect(await supervisors()).toBe('')
})

it('killTree ends a marked process that made its own session', async () => {
  const marker = { name: 'CODE_MODE_TEST', value: `tree-${process.pid}` }
  const program =
    'import subprocess, time; subprocess.Popen(["/bin/sleep", "600"], start_new_session=True); print("up", flush=True); time.sleep(600)'
  const root = spawn('/usr/bin/python3', ['-I', '-c', program], {
    detached: true,
    env: { [marker.name]: marker.value },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(root.stdout, 'data')
  expect((await findMarkedProcesses(marker.name, marker.value)).length).toBe(2)
  await killTree(root.pid ?? 0, marker)
  expect(await findMarkedProcesses(marker.name, marker.value)).toEqual([])
})

it('an aborted command ends with the reason, and its children end with it', async () => {
  const controller = new AbortController()
  const reason = new Error('no longer wanted')
  const pids: number[] = []
  const running = runCommand('/bin/sh', ['-c', 'sleep 600 & echo $!; echo $$; wait'], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    signal: controller.signal,
    onLine: (line) => {
      if (pids.push(Number(line)) === 2) controller.abort(reason)
    },
  })
  await expect(running).rejects.toBe(reason)
  expect(await goneWithin(pids, 2000)).toEqual([])
})

it('every process of one host carries the same marker', () => {
  expect(spawnEnvironment()).toEqual(spawnEnvironment())
})
