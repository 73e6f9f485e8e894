import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, it, onTestFinished } from 'vitest'
import { PROGRAM } from './support/connect.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

interface Message {
  readonly id?: number | null
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: { readonly code: number }
}

/** The real program, spoken to line by line. */
async function startProgram() {
  const [command, ...args] = PROGRAM
  const child = spawn(command, [...args, '--base', await temporaryFolder()], {
    stdio: 'pipe',
  })
  const ended = once(child, 'exit') as Promise<[number | null]>
  onTestFinished(async () => {
    child.stdin.end()
    await ended
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += String(chunk)))
  // The program may end while it is spoken to.
  child.stdin.on('error', () => {})
  const waiting = new Map<number, (message: Message) => void>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as Message
    if (typeof message.id === 'number') waiting.get(message.id)?.(message)
  })
  const say = (line: string): void => void child.stdin.write(`${line}\n`)
  const ask = (id: number, method: string, params: object): Promise<Message> =>
    new Promise((resolve) => {
      waiting.set(id, resolve)
      say(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
    })
  const outcome = async () => ({ exitCode: (await ended)[0], stderr })
  return { say, ask, outcome }
}

const HELLO = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'hand', version: '1' } }

it.each([
  [
    'lines that are no messages',
    ['', 'GET / HTTP/1.1', '[]', 'null', '{"jsonrpc":"2.0"}', '{"id":1}', '\u0000'],
  ],
  [
    'answers to nothing',
    ['{"jsonrpc":"2.0","id":77,"result":{}}', '{"jsonrpc":"2.0","id":"x","error":{"code":1,"message":"m"}}'],
  ],
  [
    'keys that name the prototype',
    ['{"jsonrpc":"2.0","method":"notifications/x","params":{"__proto__":{"a":1}}}'],
  ],
  ['a long line', ['x'.repeat(12 * 1024 * 1024)]],
])('survives %s', async (_, lines) => {
  const { say, ask } = await startProgram()
  expect((await ask(1, 'initialize', HELLO)).result).toMatchObject({ serverInfo: { name: 'code-mode' } })
  for (const line of lines) say(line)
  expect((await ask(2, 'ping', {})).result).toEqual({})
  const run = { name: 'run_code', arguments: { code: '6 * 7' } }
  expect((await ask(3, 'tools/call', run)).result).toMatchObject({ isError: false })
})

it('ends with the limit on stderr after a request that is too long, also while a program runs', async () => {
  const { say, ask, outcome } = await startProgram()
  await ask(1, 'initialize', HELLO)
  const run = { name: 'run_code', arguments: { code: 'import time\ntime.sleep(600)' } }
  void ask(2, 'tools/call', run)
  await ask(3, 'ping', {})
  say('x'.repeat(17 * 1024 * 1024))
  expect(await outcome()).toEqual({
    exitCode: 1,
    stderr: expect.stringContaining('A request had more than 16 MiB.'),
  })
})
