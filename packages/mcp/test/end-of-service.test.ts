import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, it, onTestFinished } from 'vitest'
import { PROGRAM } from './support/connect.ts'
import { descendants, stillAlive } from './support/processes.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

interface Running {
  readonly server: ChildProcessWithoutNullStreams
  /** The server, its guest and all else it started. */
  readonly pids: readonly number[]
}

/** A server in the middle of a run. */
async function busyServer(): Promise<Running> {
  const [command, ...args] = PROGRAM
  const server = spawn(command, [...args, '--base', await temporaryFolder()])
  onTestFinished(() => void server.kill('SIGKILL'))
  server.stdin.on('error', () => {})
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]()
  const send = (message: object): boolean =>
    server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  const params = {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'test', version: '1' },
  }
  send({ id: 1, method: 'initialize', params })
  await lines.next()
  send({ method: 'notifications/initialized' })
  const code = 'print("running", flush=True)\nwhile True: pass'
  send({
    id: 2,
    method: 'tools/call',
    params: { name: 'run_code', arguments: { code }, _meta: { progressToken: 'p' } },
  })
  // The first progress tells that the program runs.
  expect((await lines.next()).value).toContain('running')
  const started = await descendants(server.pid ?? 0)
  expect(started.length).toBeGreaterThan(0)
  return { server, pids: [server.pid ?? 0, ...started] }
}

async function exitOf(server: ChildProcessWithoutNullStreams): Promise<number | null> {
  if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
  return server.exitCode
}

it('ends with all it started when its stdin closes', async () => {
  const { server, pids } = await busyServer()
  server.stdin.end()
  expect(await exitOf(server)).toBe(0)
  expect(await stillAlive(pids, 5_000)).toEqual([])
})

it.each(['SIGTERM', 'SIGINT'] as const)('ends with all it started on %s', async (signal) => {
  const { server, pids } = await busyServer()
  server.kill(signal)
  expect(await exitOf(server)).toBe(0)
  expect(await stillAlive(pids, 5_000)).toEqual([])
})

it('ends with all it started when nobody reads its answers any more', async () => {
  const { server, pids } = await busyServer()
  server.stdout.destroy()
  server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 3, method: 'tools/list' })}\n`)
  expect(await exitOf(server)).toBe(0)
  expect(await stillAlive(pids, 5_000)).toEqual([])
})

it('leaves nothing when it is killed', async () => {
  const { server, pids } = await busyServer()
  server.kill('SIGKILL')
  expect(await stillAlive(pids, 5_000)).toEqual([])
})

it('ends with all it started when its client is killed', async () => {
  const program = `
    const { spawn } = require('node:child_process')
    const [command, ...args] = ${JSON.stringify([...PROGRAM, '--base', await temporaryFolder()])}
    const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    server.stdout.pipe(process.stdout)
    const send = (message) => server.stdin.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n')
    send({ id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } } })
    send({ method: 'notifications/initialized' })
    send({ id: 2, method: 'tools/call', params: { name: 'run_code', arguments: { code: '"ready"' } } })`
  const client = spawn(process.execPath, ['-e', program])
  onTestFinished(() => void client.kill('SIGKILL'))
  const lines = createInterface({ input: client.stdout })[Symbol.asyncIterator]()
  await lines.next()
  expect((await lines.next()).value).toContain('ready')
  const pids = await descendants(client.pid ?? 0)
  expect(pids.length).toBeGreaterThan(1)
  client.kill('SIGKILL')
  expect(await stillAlive(pids, 5_000)).toEqual([])
})
