import { join } from 'node:path'

import { expect, test } from 'vitest'

import { call, openRegistry } from './open-registry.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Definitions as the older Python system documents them, written by hand. */
const SAMPLE = `name: sample
command: echo
timeout: 60
schema:
  options:
    flag_x:
      type: boolean
      description: A flag
    n:
      type: integer
      short: n
      default: 3
    tag: { type: array }
  positional:
    - name: text
      type: string
      required: yes
      description: What to say
recipes:
  run:
    description: All at once
    preset:
      flag_x: true
      n: 5
      tag: [a, b]
    params:
      text: { type: string, default: hi, required: no }
  open: {}
  bare:
    params: {}
  empty:
`

async function folderOf(files: Readonly<Record<string, string>>) {
  const folder = await temporaryFolder(files)
  return openRegistry([join(folder, 'tools')])
}

test('an older definition gives the argument lists that it always gave', async () => {
  const registry = await folderOf({ 'tools/sample.yaml': SAMPLE })
  expect((await registry.snapshot()).problems).toEqual([])
  // A preset, then the default of a parameter; options in schema order, spelled as written.
  expect(await call(registry, 'sample.run')).toBe('--flag_x -n 5 --tag a --tag b hi\n')
  expect(await call(registry, 'sample.run', { text: 'you' })).toBe('--flag_x -n 5 --tag a --tag b you\n')
  expect(await call(registry, 'sample', { text: 'x', tag: ['p', 'q'] })).toBe('--tag p --tag q x\n')
  // The default of the schema is for people and was never passed.
  expect(await call(registry, 'sample', { text: 'x' })).toBe('x\n')
  // Without parameters of its own a recipe takes all of the schema.
  for (const name of ['open', 'bare', 'empty'])
    expect(await call(registry, `sample.${name}`, { text: 'x', flag_x: true })).toBe('--flag_x x\n')
})

test('what the older system let through wrongly is refused', async () => {
  const registry = await folderOf({ 'tools/sample.yaml': SAMPLE })
  const refused = (kwargs: Parameters<typeof call>[2]) => call(registry, 'sample', kwargs).catch(String)
  expect(await refused({ text: 'x', flag_x: 'false' })).toContain('Write False.')
  expect(await refused({ text: '--file=/etc/passwd' })).toContain('begins with "-"')
  expect(await refused({ text: ['a'] })).toContain('must be a text, not a list')
  expect(await refused({ text: 'x', bogus: 1 })).toContain('has no parameter "bogus"')
})

test('a script of Python that takes options with underscores runs through a recipe', async () => {
  const registry = await folderOf({
    'tools/train.yaml': `name: train
command: ./train.py
schema:
  options:
    batch_size: { type: integer }
    learning-rate: { type: string }
    dry_run: { type: boolean }
recipes:
  small: { preset: { batch_size: "8", dry_run: on } }
`,
    'tools/train.py': `#!/usr/bin/env python3
import argparse
parser = argparse.ArgumentParser()
parser.add_argument('--batch_size', type=int)
parser.add_argument('--learning-rate')
parser.add_argument('--dry_run', action='store_true')
print(vars(parser.parse_args()))
`,
  })
  expect(await call(registry, 'train.small', { learning_rate: '0.1' })).toBe(
    "{'batch_size': 8, 'learning_rate': '0.1', 'dry_run': True}\n",
  )
  expect(await call(registry, 'train.small', { batch_size: 1, dry_run: false })).toBe(
    "{'batch_size': 1, 'learning_rate': None, 'dry_run': False}\n",
  )
})

test('a program is named by its tool when nothing else is said, and a description may be missing', async () => {
  const registry = await folderOf({
    'tools/echo.yaml':
      'name: echo\ndescription:\ntags:\nschema:\n  positional:\n    - name: text\nrecipes:\n  say: { params: { text: } }\n',
  })
  expect((await registry.snapshot()).problems).toEqual([])
  expect(await call(registry, 'echo.say', { text: 'hi' })).toBe('hi\n')
  expect(await registry.list()).toMatchObject([{ name: 'echo', description: '', tags: [] }])
})

test('the transports of older server definitions are understood, and a wrong one is named', async () => {
  const registry = await folderOf({
    'tools/a.yaml':
      'name: a\ntype: mcp\ntransport: stdio\ncommand: no-such-program\nargs: [x]\nenv: { A: b }\n',
    'tools/b.yaml':
      'name: b\ntype: mcp\ntransport: streamable_http\nurl: http://127.0.0.1:1/mcp\nheaders: { A: b }\ntimeout: 5\n',
    'tools/c.yaml': 'name: c\ntype: mcp\ntransport: sse\nurl: http://127.0.0.1:1/sse\n',
    'tools/d.yaml': 'name: d\ntype: mcp\ntransport: streamable\nurl: http://127.0.0.1:1/sse\n',
    'tools/e.yaml': 'name: e\ntype: mcp\ntransport: stdio\nurl: http://127.0.0.1:1/sse\n',
  })
  const problems = (await registry.snapshot()).problems.map(
    ({ origin, message }) => `${origin.split('/').at(-1)}: ${message}`,
  )
  expect(problems).toEqual([
    expect.stringMatching(/^d\.yaml:3:12: "transport": Invalid option: .* Did you mean "streamable_http"\?$/),
    'e.yaml:3:12: the transport "stdio" does not fit a server with a url; write "http" or "sse", or leave it out.',
    expect.stringContaining('a.yaml: The program "no-such-program"'),
    expect.stringContaining('b.yaml: The tool server "b" could not be started or reached'),
    expect.stringContaining('c.yaml: The tool server "c" could not be started or reached'),
  ])
})

test('a recipe that is wrong is a problem and takes no other with it', async () => {
  const registry = await folderOf({
    'tools/echo.yaml': `name: echo
schema: { options: { n: { type: boolean } }, positional: [{ name: text, required: true }] }
recipes:
  list: {}
  stray: { preset: { txet: a } }
  wrong: { preset: { n: maybe } }
  lacking: { params: { n: {} } }
  good: { preset: { text: fine } }
`,
  })
  const { problems } = await registry.snapshot()
  expect(
    problems.map(({ origin, message }) => `${origin.split(':').slice(1).join(':')}: ${message}`),
  ).toEqual([
    '4:3: recipe "list" is reserved for a method of the tool; write "list_".',
    '5:22: recipe "stray" speaks of "txet", which is no option and no positional argument. Did you mean "text"?',
    '6:25: recipe "wrong": the value of "n", of type boolean, is "maybe". Write true or false.',
    '7:3: recipe "lacking" neither offers nor presets the required "text", so no call of it could succeed.',
  ])
  expect(await call(registry, 'echo.good')).toBe('fine\n')
  expect((await registry.list())[0]?.callables.map((item) => item.name)).toEqual([null, 'good'])
})
