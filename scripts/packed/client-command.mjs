import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { root } from '../lib/run.mjs'
import { strangerEnvironment } from '../lib/stranger.mjs'
import { duration, print } from '../lib/terminal.mjs'
import { presentVersion } from '../lib/version-places.mjs'

const PAGE = 'docs/mcp-clients.md'
const ANSWER_WITHIN_MS = 150_000

/**
 * The command line that the docs give to MCP clients, letter by letter, in a shell of a user with an empty home: fetched by
 * npx, it answers `initialize` and `tools/list`, and ends with its stdin.
 */
export async function checkClientCommand({ folder, settings }) {
  const text = await readFile(path.join(root, PAGE), 'utf8')
  const line = text.match(/npx -y @code-mode\/mcp@\S+ --base ~\/\.code-mode/)?.[0]
  if (line === undefined)
    throw new Error(`${PAGE} has no command line \`npx -y @code-mode/mcp@<version> --base ~/.code-mode\`.`)
  const pinned = `@code-mode/mcp@${await presentVersion()}`
  if (!line.includes(`${pinned} `)) throw new Error(`${PAGE} says \`${line}\`, and this is ${pinned}.`)

  const home = await mkdtemp(path.join(folder, 'client-home-'))
  const started = performance.now()
  const server = spawn('sh', ['-c', `exec ${line}`], {
    cwd: home,
    env: { ...process.env, ...(await strangerEnvironment({ home, settings })) },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let complaints = ''
  server.stderr.setEncoding('utf8').on('data', (chunk) => (complaints += chunk))
  const ended = new Promise((resolve) => {
    server.on('error', (error) => resolve(error.message))
    server.on('close', (code, signal) => resolve(code ?? signal))
  })
  const timer = setTimeout(() => server.kill('SIGKILL'), ANSWER_WITHIN_MS)
  try {
    const ask = client(server, ended)
    const { serverInfo } = await ask('initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'packed', version: '1.0.0' },
    })
    server.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
    const { tools } = await ask('tools/list', {})
    const names = tools.map(({ name }) => name)
    if (!names.includes('run_code')) throw new Error(`tools/list has no run_code: ${names.join(', ')}`)
    if (serverInfo.version !== (await presentVersion()))
      throw new Error(`The server says that it is version ${serverInfo.version}.`)
    print(`${line}: ${names.length} tools in an empty home after ${duration(performance.now() - started)}`)
    server.stdin.end()
    const code = await ended
    if (code !== 0) throw new Error(`It ended with ${code} when its stdin was closed.`)
    if (!existsSync(path.join(home, '.code-mode', 'workflows')))
      throw new Error('It made no base in the home.')
  } catch (error) {
    throw new Error(`${line}: ${error.message}\n${complaints}`, { cause: error })
  } finally {
    clearTimeout(timer)
    server.kill('SIGKILL')
  }
}

/** Requests by hand, so that nothing between us and the server is kinder than a client would be. */
function client(server, ended) {
  const waiting = new Map()
  let id = 0
  createInterface({ input: server.stdout }).on('line', (line) => {
    const message = JSON.parse(line) // stdout is the protocol's alone: anything else fails here
    waiting.get(message.id)?.(message)
  })
  return async (method, params) => {
    id += 1
    const answer = new Promise((resolve) => waiting.set(id, resolve))
    server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
    const gone = ended.then((code) => ({
      error: { message: `the server ended with ${code} before it answered ${method}` },
    }))
    const { result, error } = await Promise.race([answer, gone])
    if (error !== undefined) throw new Error(error.message)
    return result
  }
}
