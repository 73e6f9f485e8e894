import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import path from 'node:path'
import { readdir, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { call } from '../support/connect.ts'
import { descendants, stillAlive } from '../support/processes.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { connectHttp, INITIALIZE, post, runCode, startHttp, TOKEN } from '../support/serve-http.ts'

/** With headers that `fetch` does not let anybody set. */
async function raw(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: object = INITIALIZE,
  method = 'POST',
): Promise<{ readonly status: number; readonly text: string; readonly headers: IncomingHttpHeaders }> {
  const sent = request(url, {
    method,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
  })
  sent.end(method === 'POST' ? JSON.stringify({ jsonrpc: '2.0', ...body }) : undefined)
  const [response] = (await once(sent, 'response')) as [import('node:http').IncomingMessage]
  let text = ''
  for await (const piece of response.setEncoding('utf8')) text += piece
  return { status: response.statusCode ?? 0, text, headers: response.headers }
}

const authorization = `Bearer ${TOKEN}`

describe('MCP over HTTP', () => {
  it('gives each client a session of its own, which keeps its variables', async () => {
    const { url, startLine } = await startHttp()
    expect(startLine).toBe(`code-mode-mcp: serving ${url} (token from CODE_MODE_TOKEN)`)
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/u)
    const [one, two] = [await connectHttp(url), await connectHttp(url)]
    await call(one, 'run_code', { code: 'x = 42' })
    expect((await call(one, 'run_code', { code: 'x * 2' })).text).toBe('84')
    expect((await call(two, 'run_code', { code: '"x" in globals()' })).text).toBe('False')
    await call(one, 'run_code', { code: 'artifacts.save("shared", [1, 2])' })
    expect((await call(two, 'run_code', { code: 'artifacts.load("shared")' })).text).toBe('[1, 2]')
  })

  it('tells in its descriptions the tools there are', async () => {
    const { url } = await startHttp('--tools', path.join(import.meta.dirname, '..', 'fixtures', 'echo.yaml'))
    const { tools } = await (await connectHttp(url)).listTools()
    expect(tools.find(({ name }) => name === 'run_code')?.description).toContain('tools.echo')
  })

  it('refuses foreign hosts and origins and whoever has no or a wrong token, and runs nothing', async () => {
    const { url, pid, base } = await startHttp('--allow-origin', 'https://app.example')
    const port = new URL(url).port
    const session = (await raw(url, { authorization })).headers['mcp-session-id'] as string
    const write = runCode('artifacts.save("pwned", 1)')
    const refused: readonly (readonly [number, Readonly<Record<string, string>>])[] = [
      [403, { authorization, host: 'evil.example' }],
      [403, { authorization, host: `evil.example:${port}` }],
      [403, { authorization, host: '127.0.0.1.evil.example' }],
      [403, { authorization, origin: 'http://evil.example' }],
      [403, { authorization, origin: 'null' }],
      [403, { authorization, origin: `https://127.0.0.1:${port}` }],
      [403, { authorization, origin: 'http://localhost:1' }],
      [403, { authorization, origin: 'https://app.example.evil.example' }],
      [401, {}],
      [401, { authorization: 'Bearer wrong' }],
      [401, { authorization: `Bearer ${TOKEN}x` }],
      [401, { authorization: TOKEN }],
      [401, { authorization: `Basic ${Buffer.from(`x:${TOKEN}`).toString('base64')}` }],
    ]
    for (const [status, headers] of refused) {
      expect((await raw(url, headers)).status, JSON.stringify(headers)).toBe(status)
      const answer = await raw(url, { ...headers, 'mcp-session-id': session }, write)
      expect(answer.status, JSON.stringify(headers)).toBe(status)
      expect(JSON.parse(answer.text)).toMatchObject({ jsonrpc: '2.0', error: { code: -32000 } })
      expect(answer.text).not.toContain(TOKEN)
    }
    expect(await descendants(pid)).toEqual([])
    expect(await readdir(path.join(base, 'artifacts'))).not.toContain('pwned.json')
    const allowed = { authorization, origin: 'https://app.example', 'mcp-session-id': session }
    const answer = await raw(url, allowed, write)
    expect(answer.status).toBe(200)
    expect(answer.headers['access-control-allow-origin']).toBe('https://app.example')
    const before = await raw(url, { origin: 'https://app.example' }, {}, 'OPTIONS')
    expect([before.status, before.headers['access-control-allow-headers']]).toEqual([
      204,
      expect.stringContaining('authorization'),
    ])
    expect((await readdir(path.join(base, 'artifacts'))).join()).toContain('pwned')
  })

  it('answers /health without a token, and nothing else', async () => {
    const { url } = await startHttp()
    const health = await fetch(new URL('/health', url))
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }])
    expect((await fetch(new URL('/', url))).status).toBe(404)
    expect((await fetch(new URL('/mcp/other', url))).status).toBe(404)
  })

  it('refuses a request that is too large, a session that is not there and a beginning that is none', async () => {
    const { url, pid } = await startHttp()
    const client = await connectHttp(url)
    expect((await post(url, runCode(`"${'x'.repeat(17 << 20)}"`))).status).toBe(413)
    expect((await post(url, runCode('1'), { 'mcp-session-id': 'unknown' })).status).toBe(404)
    expect((await post(url, runCode('1'))).status).toBe(400)
    expect((await fetch(url, { headers: { authorization } })).status).toBe(400)
    expect(await descendants(pid)).toEqual([])
    expect((await call(client, 'run_code', { code: '1 + 1' })).text).toBe('2')
  })

  it('lets in as many clients as allowed, and another one when one has left', async () => {
    const { url } = await startHttp('--max-sessions', '2')
    const [one] = [await connectHttp(url), await connectHttp(url)]
    expect((await call(one, 'run_code', { code: '1' })).text).toBe('1')
    const refused = await post(url, INITIALIZE)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30'])
    expect(await refused.text()).toContain('SESSION_LIMIT')
    await one.close()
    let status = 503
    for (let attempt = 0; attempt < 50 && status === 503; attempt += 1) {
      const response = await post(url, INITIALIZE)
      await response.text()
      status = response.status
    }
    expect(status).toBe(200)
  })

  it('ends a session when its client says goodbye', async () => {
    const { url, pid } = await startHttp()
    const begun = await post(url, INITIALIZE)
    await begun.text()
    const session = { 'mcp-session-id': begun.headers.get('mcp-session-id') ?? '' }
    expect(await (await post(url, runCode('6 * 7'), session)).text()).toContain('42')
    const started = await descendants(pid)
    expect(started.length).toBeGreaterThan(0)
    const goodbye = await fetch(url, { method: 'DELETE', headers: { authorization, ...session } })
    expect(goodbye.status).toBe(200)
    expect((await post(url, runCode('1'), session)).status).toBe(404)
    // The supervisor of all guests stays.
    await expect
      .poll(async () => (await descendants(pid)).length, { timeout: 10_000 })
      .toBeLessThan(started.length)
  })

  it('ends the guest of a client that is connected and asks for nothing, and says so in the next result', async () => {
    const { url, pid } = await startHttp('--idle', '1s')
    const client = await connectHttp(url)
    await call(client, 'run_code', { code: 'x = 42' })
    expect((await descendants(pid)).length).toBeGreaterThan(1)
    // The supervisor of all guests stays.
    await expect.poll(async () => (await descendants(pid)).length, { timeout: 20_000 }).toBeLessThanOrEqual(1)
    const { text, result } = await call(client, 'run_code', { code: '"x" in globals()' })
    expect(text).toContain('False')
    expect(result.structuredContent).toMatchObject({ stateLost: true })
    const next = await call(client, 'run_code', { code: '1' })
    expect(next.result.structuredContent).not.toHaveProperty('stateLost')
  })

  it('keeps its token from tools and programs', async () => {
    const tools = await temporaryFolder()
    await writeFile(
      path.join(tools, 'printenv.yaml'),
      'name: printenv\ndescription: Print the environment\ncommand: printenv\n',
    )
    const { url } = await startHttp('--tools', tools)
    const client = await connectHttp(url)
    const { text } = await call(client, 'run_code', {
      code: 'import os\nprint(os.environ)\ntools.printenv()',
    })
    expect(text).toContain('PATH=')
    expect(text).not.toContain(TOKEN)
  })

  it('listens on the address it is told, and says why where it cannot', async () => {
    const { url } = await startHttp('--http', '[::1]:0')
    expect(url).toMatch(/^http:\/\/\[::1\]:\d+\/mcp$/u)
    expect((await call(await connectHttp(url), 'run_code', { code: '6 * 7' })).text).toBe('42')
    await expect(startHttp('--http', new URL(url).host)).rejects.toThrow(/EADDRINUSE.*::1/u)
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with all it started on %s', async (signal) => {
    const program = await startHttp()
    const client = await connectHttp(program.url)
    const run = call(client, 'run_code', { code: 'while True: pass' }).catch((error: unknown) => error)
    await expect
      .poll(async () => (await descendants(program.pid)).length, { timeout: 10_000 })
      .toBeGreaterThan(0)
    const pids = [program.pid, ...(await descendants(program.pid))]
    program.process.kill(signal)
    const [code] = (await once(program.process, 'exit')) as [number | null]
    expect(code).toBe(0)
    expect(await stillAlive(pids, 5_000)).toEqual([])
    await client.close()
    expect(await run).toBeInstanceOf(Error)
  })

  it('does not start without a token', async () => {
    await expect(startHttp('--auth-token-env', 'NOT_SET_ANYWHERE')).rejects.toThrow(
      'The environment variable NOT_SET_ANYWHERE has no token.',
    )
    const { url } = await startHttp('--no-auth')
    expect((await raw(url, {})).status).toBe(200)
    expect((await raw(url, { host: 'evil.example' })).status).toBe(403)
  })
})
