import { expect, test } from 'vitest'

import { call, openRegistry } from './open-registry.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A tool whose program is `sh -c <script>`; `more` is YAML of the tool. */
async function shell(script: string, more = '', env?: Record<string, string>) {
  const folder = await temporaryFolder({
    'x.yaml': `name: x\ncommand: sh\nargs: [-c, ${JSON.stringify(script)}, sh]\n${more}`,
    'inner/note.txt': 'inside',
  })
  const path = process.env['PATH'] ?? ''
  return openRegistry([folder], env === undefined ? {} : { env: { PATH: path, ...env } })
}

const READS = 'schema: { stdin: { name: data, description: What it reads }, options: { o: {} } }\n'

test('stdin is an argument: a text or bytes reach the program as they are', async () => {
  const registry = await shell('cat', `output: bytes\n${READS}`)
  expect(await call(registry, 'x', { data: 'grün\0\n' })).toEqual(new TextEncoder().encode('grün\0\n'))
  const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 256)
  expect(Buffer.compare((await call(registry, 'x', { data: bytes })) as Uint8Array, bytes)).toBe(0)
  expect(await call(registry, 'x')).toEqual(new Uint8Array())
  expect((await registry.list())[0]?.callables[0]?.signature).toBe(
    'x(data: str | bytes = None, o: str = None) -> bytes',
  )
})

test('stdin can be required, preset by a recipe or left out of it', async () => {
  const registry = await shell(
    'cat',
    `schema: { stdin: { name: data, required: true }, options: { o: {} } }\nrecipes: { hello: { preset: { data: hi }, params: { o: {} } } }\n`,
  )
  expect(await call(registry, 'x.hello')).toBe('hi')
  await expect(call(registry, 'x')).rejects.toThrow('x needs "data".')
  await expect(call(registry, 'x', { data: '\uDCFF' })).rejects.toMatchObject({
    code: 'ARGUMENTS_INVALID',
    message: expect.stringContaining('Pass bytes'),
  })
  await expect(call(registry, 'x', { data: { a: 1 } })).rejects.toMatchObject({
    code: 'ARGUMENTS_INVALID',
    message: 'x: data must be a text or bytes, not a dict.',
  })
})

test('a program that ends while its input is still being written is judged by its exit code alone', async () => {
  const data = new Uint8Array(8 * 1024 * 1024)
  expect(await call(await shell('head -c 3; echo done', READS), 'x', { data: 'abc'.repeat(1e6) })).toBe(
    'abcdone\n',
  )
  expect(await call(await shell('exit 0', READS), 'x', { data })).toBe('')
  await expect(call(await shell('exec 0<&-; exit 4', READS), 'x', { data })).rejects.toMatchObject({
    code: 'TOOL_FAILED',
    details: { exitCode: 4 },
  })
})

test('lines are texts without their ends', async () => {
  const registry = await shell(
    String.raw`printf "$1"`,
    'output: lines\nschema: { positional: [{ name: format }] }\n',
  )
  expect(await call(registry, 'x', { format: String.raw`a\r\nb\n\nc\n` })).toEqual(['a', 'b', '', 'c'])
  expect(await call(registry, 'x', { format: String.raw`a\nb` })).toEqual(['a', 'b'])
  expect(await call(registry, 'x', { format: '' })).toEqual([])
})

test('JSON becomes data, with every digit of its integers', async () => {
  const registry = await shell('cat', `output: json\n${READS}`)
  const data = '\uFEFF{"a": [1, 12345678901234567890, 0.1234567890123456, null], "__proto__": {"b": 1}}\n'
  const value = (await call(registry, 'x', { data })) as Record<string, unknown>
  expect(value['a']).toEqual([1, 12345678901234567890n, 0.1234567890123456, null])
  expect(Object.keys(value)).toEqual(['a', '__proto__'])
})

test.each([
  [
    '{"a": NaN}',
    'printed what is not JSON, and its output is to be JSON. At line 1, column 7: a value is due, not "NaN}".',
  ],
  ['[1,\n 2', 'At line 2, column 3: "," or "]" is due, not the end of the text.'],
  ['warning: x\n{"a": 1}', 'At line 1, column 1: a value is due, not "warning: x\\n{\\"a\\": 1}".'],
  ['', 'x printed nothing, and its output is to be JSON.'],
])('%j, which is not JSON, is an error that says where and keeps the output', async (data, message) => {
  const registry = await shell('cat', `output: json\n${READS}`)
  await expect(call(registry, 'x', { data })).rejects.toMatchObject({
    code: 'TOOL_FAILED',
    message: expect.stringContaining(message),
    details: { stdout: data, exitCode: 0, stdoutBytes: data.length },
  })
})

test('any bytes in the output: NUL and escapes stay, what is not UTF-8 is replaced in texts and kept in bytes', async () => {
  const script = String.raw`printf 'a\0b\033[1mc\377'`
  expect(await call(await shell(script), 'x')).toBe('a\0b\u001B[1mc\uFFFD')
  expect(await call(await shell(script, 'output: bytes\n'), 'x')).toEqual(
    new Uint8Array([97, 0, 98, 27, 91, 49, 109, 99, 255]),
  )
})

test('ok_exit_codes are no failure', async () => {
  const registry = await shell('exit $1', 'ok_exit_codes: [0, 1]\nschema: { positional: [{ name: code }] }\n')
  expect(await call(registry, 'x', { code: '1' })).toBe('')
  await expect(call(registry, 'x', { code: '2' })).rejects.toMatchObject({ details: { exitCode: 2 } })
})

test('max_output_mb stops a program that prints more and keeps what it printed first', async () => {
  const registry = await shell('echo first; exec cat /dev/zero', 'max_output_mb: 0.5\n')
  await expect(call(registry, 'x')).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
    message: 'x printed more than 0.5 MiB and was stopped. Ask it for less, or have it write to a file.',
    details: { limitBytes: 524_288, stdout: expect.stringMatching(/^first\n/) },
  })
})

test('output of exactly the limit is whole', async () => {
  const registry = await shell('head -c 1048576 /dev/zero', 'max_output_mb: 1\noutput: bytes\n')
  expect(((await call(registry, 'x')) as Uint8Array).byteLength).toBe(1_048_576)
})

test('what was printed before a timeout is kept, without the secrets in it', async () => {
  const registry = await shell(
    'echo "half $T"; echo "why $T" >&2; sleep 30',
    'timeout: 0.5\nenv: { T: "${TOKEN}" }\n',
    {
      TOKEN: 'hunter2-hunter2',
    },
  )
  await expect(call(registry, 'x')).rejects.toMatchObject({
    code: 'TOOL_TIMEOUT',
    message: 'x did not end within 0.5 s and was stopped.\nstderr: why ${TOKEN}\nstdout: half ${TOKEN}',
    details: { stderr: 'why ${TOKEN}', stdout: 'half ${TOKEN}' },
  })
})

test('a recipe says anew what differs: env, cwd, output, timeout, exit codes', async () => {
  const registry = await shell(
    'test "$1" = slow && exec sleep 30; echo "$A $B"; cat note.txt; exit $CODE',
    `env: { A: a, B: b, CODE: "0" }
recipes:
  other:
    env: { B: "\${WHO}", CODE: "3" }
    cwd: inner
    output: lines
    ok_exit_codes: [3]
  slow: { args: [slow], timeout: 0.1, cwd: inner }
`,
    { WHO: 'host' },
  )
  expect(await call(registry, 'x.other')).toEqual(['a host', 'inside'])
  expect(await call(registry, 'x')).toBe('a b\n')
  await expect(call(registry, 'x.slow')).rejects.toMatchObject({ code: 'TOOL_TIMEOUT' })
})

test('a working folder that does not exist says so', async () => {
  const registry = await shell('true', 'cwd: nowhere\n')
  await expect(call(registry, 'x')).rejects.toMatchObject({
    code: 'TOOL_DEFINITION_INVALID',
    message: expect.stringMatching(/cwd is .*nowhere, which does not exist\./),
  })
})
