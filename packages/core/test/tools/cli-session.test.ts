import { expect, test } from 'vitest'

import { openSession, valueOf } from '../support/open-session.ts'
import { temporaryFolder } from './temporary-folder.ts'

const CAT = `name: cat
output: bytes
schema: { stdin: { name: data } }
recipes:
  data: { output: json, params: { data: {} } }
  lines: { output: lines, params: { data: {} } }
  text: { output: text, params: { data: {} } }
`

test('agent code feeds a program and gets bytes, data, lines and texts', async () => {
  const session = await openSession({ base: await temporaryFolder({ 'tools/cat.yaml': CAT }) })
  expect(
    await valueOf(
      session,
      `
import json
raw = bytes(range(256)) * 1000
assert tools.cat(raw) == raw
assert tools.cat(data=b'') == b''
assert tools.cat() == b''
assert tools.cat.data(json.dumps({'big': 2**70, 'small': [1.5, None, True]})) == {'big': 2**70, 'small': [1.5, None, True]}
assert tools.cat.lines('a\\nb\\n') == ['a', 'b']
assert tools.cat.text('a\\nb\\n') == 'a\\nb\\n'
True
`,
    ),
  ).toBe(true)
})

test('what a program printed before it failed is in the details of the error', async () => {
  const session = await openSession({
    base: await temporaryFolder({
      'tools/fail.yaml': 'name: fail\ncommand: sh\nargs: [-c, "seq 1 20000; echo why >&2; exit 3"]\n',
      'tools/cat.yaml': CAT,
    }),
  })
  const result = await session.run(`
try:
    tools.fail()
except Exception as error:
    first = (error.code, error.details['exitCode'], error.details['stderr'], len(error.details['stdout']), len(str(error)) < 6000)
try:
    tools.cat.data('{"a": 1,}')
except Exception as error:
    second = (error.code, error.details['stdout'], 'line 1, column 9' in str(error))
[first, second]
`)
  expect(result).toMatchObject({
    ok: true,
    value: [
      ['TOOL_FAILED', 3, 'why', 65_536, true],
      ['TOOL_FAILED', '{"a": 1,}', true],
    ],
  })
})

test('a run that ends while a program reads and prints stops it, and the next run answers', async () => {
  const session = await openSession({
    base: await temporaryFolder({
      'tools/slow.yaml':
        'name: slow\ncommand: sh\nargs: [-c, "cat >/dev/null; exec sleep 60"]\nschema: { stdin: { name: data } }\n',
    }),
  })
  const stopped = await session.run('kept = 1\ntools.slow(b"x" * 5_000_000)', { timeoutMs: 1500 })
  expect(stopped).toMatchObject({ ok: false })
  const started = Date.now()
  expect(await valueOf(session, '1 + 1')).toBe(2)
  expect(Date.now() - started).toBeLessThan(2000)
})
