import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { descendants } from '../support/processes.ts'
import { INITIALIZE, post, runCode, startHttp, TOKEN } from '../support/serve-http.ts'

const SESSIONS = 200

/** Few, so that sessions also make room for each other. */
const MAX_AT_A_TIME = 20

it(
  '200 sessions that were opened and dropped without goodbye leave no process after the idle time',
  { timeout: 300_000 },
  async () => {
    const { url, pid } = await startHttp('--idle', '2s', '--max-sessions', String(MAX_AT_A_TIME))
    const answers: boolean[] = []
    const streams: number[] = []
    let mostProcesses = 0
    const open = async (index: number): Promise<void> => {
      const begun = await post(url, INITIALIZE)
      await begun.text()
      expect(begun.status).toBe(200)
      const session = { 'mcp-session-id': begun.headers.get('mcp-session-id') ?? '' }
      await (await post(url, { method: 'notifications/initialized' }, session)).text()
      // Every third runs code, and of these every fourth is dropped in the middle of it; some only listen.
      if (index % 3 === 0) {
        const middle = index % 12 === 0
        const answer = await post(url, runCode(middle ? 'import time; time.sleep(600)' : '6 * 7'), session)
        if (middle) await answer.body?.cancel()
        else answers.push((await answer.text()).includes('42'))
      } else if (index % 3 === 1) {
        const controller = new AbortController()
        const headers = { accept: 'text/event-stream', authorization: `Bearer ${TOKEN}`, ...session }
        const stream = await fetch(url, { headers, signal: controller.signal })
        streams.push(stream.status)
        controller.abort()
      }
    }
    for (let index = 0; index < SESSIONS; index += 4) {
      await Promise.all([0, 1, 2, 3].map((offset) => open(index + offset)))
      mostProcesses = Math.max(mostProcesses, (await descendants(pid)).length)
    }
    expect(answers).toEqual(Array.from({ length: 50 }, () => true))
    expect(streams).toEqual(Array.from({ length: 67 }, () => 200))
    // With a sandbox a guest is up to three processes; one supervisor serves them all.
    expect(mostProcesses).toBeGreaterThan(1)
    expect(mostProcesses).toBeLessThanOrEqual(3 * (MAX_AT_A_TIME + 4) + 1)
    await expect.poll(async () => await leftBy(pid), { timeout: 60_000, interval: 200 }).toEqual([])
    const again = await post(url, INITIALIZE)
    expect(again.status).toBe(200)
    await again.text()
  },
)

/** All but the one small process that would end the others if the server were killed, and that ends with the server. */
async function leftBy(pid: number): Promise<readonly string[]> {
  const commands = await Promise.all(
    (await descendants(pid)).map(async (id) => {
      const listed = promisify(execFile)('ps', ['-o', 'args=', '-p', String(id)])
      // Gone in the meantime.
      return await listed.then(({ stdout }) => stdout.trim()).catch(() => '')
    }),
  )
  return commands.filter((command) => command !== '' && !command.includes('code-mode-supervisor'))
}
