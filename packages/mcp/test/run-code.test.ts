import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { call, connect } from './support/connect.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

it('sends what a program prints as progress while it runs', async () => {
  const { client } = await connect('--base', await temporaryFolder())
  const messages: string[] = []
  const code =
    'import time\nfor step in range(3):\n    print("step", step, flush=True)\n    time.sleep(0.2)\n"done"'
  const result = await client.callTool({ name: 'run_code', arguments: { code } }, undefined, {
    onprogress: ({ message }) => void messages.push(message ?? ''),
  })
  expect(messages.join('')).toBe('step 0\nstep 1\nstep 2\n')
  expect(messages.length).toBeGreaterThan(1)
  expect(result.content).toEqual([{ type: 'text', text: "'done'\n\nStdout:\nstep 0\nstep 1\nstep 2" }])
})

it('stops a cancelled program and keeps the session', async () => {
  const { client } = await connect('--base', await temporaryFolder())
  await call(client, 'run_code', { code: 'x = 5' })
  const cancel = new AbortController()
  const running = client.callTool({ name: 'run_code', arguments: { code: 'while True: pass' } }, undefined, {
    signal: cancel.signal,
  })
  await delay(300)
  cancel.abort('enough')
  await expect(running).rejects.toThrow('enough')
  const start = performance.now()
  expect((await call(client, 'run_code', { code: 'x + 1' })).text).toBe('6')
  expect(performance.now() - start).toBeLessThan(2_000)
})

it('marks a program that failed as an error, with its traceback', async () => {
  const { client } = await connect('--base', await temporaryFolder())
  const { text, result } = await call(client, 'run_code', { code: 'print("before")\n1 / 0' })
  expect(result.isError).toBe(true)
  expect(text).toMatch(/line 2.*ZeroDivisionError: division by zero\n\nStdout:\nbefore$/su)
  expect(result.structuredContent).toMatchObject({
    ok: false,
    error: { kind: 'program', name: 'ZeroDivisionError', line: 2 },
  })
})

it('keeps a run to the seconds asked for', async () => {
  const { client } = await connect('--base', await temporaryFolder())
  const { text, result } = await call(client, 'run_code', {
    code: 'import time\ntime.sleep(30)',
    timeout_seconds: 0.3,
  })
  expect(result.isError).toBe(true)
  expect(result.structuredContent).toMatchObject({ error: { kind: 'timeout' } })
  expect(text).toMatch(/^Timeout: .*300 ms/u)
})

it('says what is wrong with an input, and what the tool takes', async () => {
  const { client } = await connect('--base', await temporaryFolder())
  const { text, result } = await call(client, 'run_code', { cod: '1', timeout_seconds: 'soon' })
  expect(result.isError).toBe(true)
  expect(text).toBe(
    'ARGUMENTS_INVALID: run_code: Field "code": expected string, received undefined. ' +
      'Field "timeout_seconds": expected number, received string. There is no field "cod". Did you mean "code"? ' +
      'run_code takes: code (string, required), timeout_seconds (number, optional).',
  )
})

it('hands pictures on as pictures', async () => {
  const { client } = await connect('--base', await temporaryFolder())
  const code = `import base64
class Picture:
    def _repr_png_(self):
        return base64.b64decode("${PIXEL}")
display(Picture())`
  const { result } = await call(client, 'run_code', { code })
  expect(result.content).toContainEqual({ type: 'image', data: PIXEL, mimeType: 'image/png' })
  await call(client, 'run_code', { code: `artifacts.save("pixel", base64.b64decode("${PIXEL}"))` })
  const artifact = await call(client, 'get_artifact', { name: 'pixel' })
  expect(artifact.result.content).toContainEqual({ type: 'image', data: PIXEL, mimeType: 'image/png' })
})
