import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { publishedToolSchema } from '../../src/tools/definitions/definition-schemas.ts'
import { call, openRegistry } from './open-registry.ts'
import { temporaryFolder } from './temporary-folder.ts'

const ECHO = 'name: echo\ndescription: Says it\ncommand: echo\nschema: { positional: [{ name: text }] }\n'

async function problemsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = await temporaryFolder(files)
  const { problems } = await openRegistry([folder]).snapshot()
  return problems.map(({ origin, message }) => `${origin.slice(folder.length + 1)}: ${message}`)
}

test.each([
  [
    'name: x\ndescription: d\ncommand: c\nrecipies: {}\n',
    'x.yaml:4:1: unknown key "recipies". Did you mean "recipes"?',
  ],
  [
    'name: x\ndescription: d\ncommand: c\nschema:\n  options:\n    a: { type: string, shrot: a }\n',
    'x.yaml:6:24: unknown key "shrot" in schema.options.a. Did you mean "short"?',
  ],
  [
    'name: x\ndescription: d\ncommand: c\nrecipes:\n  r:\n    descripton: y\n',
    'x.yaml:6:5: unknown key "descripton" in recipes.r. Did you mean "description"?',
  ],
  ['name: x\noptions: {}\n', 'x.yaml:2:1: unknown key "options". Write it under "schema".'],
  [
    'name: x\nschema:\n  stdin: { name: y, requird: true }\n',
    'x.yaml:3:21: unknown key "requird" in schema.stdin. Did you mean "required"?',
  ],
  [
    'name: x\nschema: { options: { a: {} } }\nrecipes:\n  r: { params: { a: { defualt: 1 } } }\n',
    'x.yaml:4:23: unknown key "defualt" in recipes.r.params.a. Did you mean "default"?',
  ],
  ['name: x\noutput: jsno\n', 'x.yaml:2:9: "output": Invalid option'],
  ['name: x\noutput: jsno\n', 'Did you mean "json"?'],
  ['name: x\nschema: { options: { a: { type: int } } }\n', 'Did you mean "integer"?'],
  [
    'name: x\ncommand: git log\n',
    'x.yaml:2:10: "command" is one program, not a shell line. Write command: git',
  ],
  [
    'name: x\nschema: { options: { a: { short: a, flag: -b } } }\n',
    'x.yaml:2:37: option "a" has both short and flag. Keep one of them.',
  ],
  [
    'name: x\nschema: { options: { a: { type: boolean, join: "=" } } }\n',
    'x.yaml:2:42: option "a" has no value to join',
  ],
  [
    'name: x\nschema: { options: { a b: {} } }\n',
    'x.yaml:2:22: option "a b" gives no option --a b that a program could have.',
  ],
  [
    'name: x\nschema: { options: { a-b: {}, a_b: {} } }\n',
    'x.yaml:2:31: "a_b" and "a-b" are both a_b in agent code. Rename one of them.',
  ],
  [
    'name: x\nschema: { options: { a: { enum: [one, two], default: three } } }\n',
    'x.yaml:2:54: the default of "a", of type string, is none of "one", "two".',
  ],
  [
    'name: x\nschema: { options: { a: { type: integer } } }\nrecipes: { r: { preset: { a: 9007199254740993 } } }\n',
    'x.yaml:3:30: recipe "r": the value of "a", of type integer, is beyond 2^53 and would be changed. Put it in quotes.',
  ],
  ['description: d\ncommand: c\n', 'x.yaml:1:1: "name" is missing; give it a text.'],
  [
    'name: x\ndescription: d\ncommand: c\ntimeout: "60"\n',
    'x.yaml:4:10: "timeout": expected number, received string.',
  ],
  [
    'name: x\ndescription: d\ncommand: c\nschema:\n  options:\n    a: { type: strnig }\n',
    'x.yaml:6:16: "schema.options.a.type": Invalid option: expected one of "string"|"integer"',
  ],
  ['name: x\ndescription: [d\ncommand: c\n', 'x.yaml:3:1: is not valid YAML'],
  ['name: x\nname: y\n', 'x.yaml:2:1: is not valid YAML: Map keys must be unique'],
  ['', 'x.yaml:1:1: holds no definition'],
  [
    'name: my-tool\ndescription: d\ncommand: c\n',
    'x.yaml:1:7: the tool name "my-tool" is not an identifier (letters, digits and _, not beginning with a digit); write "my_tool".',
  ],
  [
    'name: search\ndescription: d\ncommand: c\n',
    'x.yaml:1:7: the tool name "search" is reserved for a method of the tools namespace; write "search_".',
  ],
  [
    'name: class\ndescription: d\ncommand: c\n',
    'x.yaml:1:7: the tool name "class" is a keyword of Python; write "class_".',
  ],
  [
    'name: x\ndescription: d\ncommand: c\nrecipes:\n  list: {}\n',
    'x.yaml:5:3: recipe "list" is reserved for a method of the tool',
  ],
  [
    'name: x\ndescription: d\ncommand: c\nschema: { options: { url: {} } }\nrecipes:\n  r:\n    preset: { ulr: 1 }\n',
    'x.yaml:7:15: recipe "r" speaks of "ulr", which is no option and no positional argument. Did you mean "url"?',
  ],
  [
    'name: x\ndescription: d\ntype: http\nurl: http://x\n',
    'x.yaml:3:7: the type "http" is not supported. Supported types: cli (the default), mcp.',
  ],
  ['name: x\ntype: mcp\n', 'x.yaml:1:1: server "x" has neither command nor url'],
  ['name: x\ntype: mcp\ncommand: a\nurl: http://b\n', 'x.yaml:4:1: server "x" has both command and url'],
  ['name: x\ndescription: d\ncommand: c\n---\nname: y\n', 'x.yaml:4:1: holds a second document'],
])('%j is a problem with its place and the remedy', async (yaml, expected) => {
  const problems = await problemsOf({ 'x.yaml': yaml })
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(expected)
})

test('a server in mcp.json that is wrong is a problem with its place and hides no other', async () => {
  const folder = await temporaryFolder({
    'mcp.json':
      '{\n\t"mcpServers": {\n\t\t"bad": { "comand": "x" },\n\t\t"old": { "type": "websocket", "url": "http://127.0.0.1:1/sse" },\n\t\t"off": { "disabled": true, "command": "x" }\n\t}\n}\n',
    'echo.yml': ECHO,
  })
  const { tools, problems } = await openRegistry([folder]).snapshot()
  expect(tools.map((tool) => tool.name)).toEqual(['echo'])
  expect(problems.map(({ origin, message }) => `${origin.slice(folder.length + 1)}: ${message}`)).toEqual([
    'mcp.json:3:12: unknown key "comand" in mcpServers.bad. Did you mean "command"?',
    'mcp.json:4:20: the type "websocket" does not fit a server with a url; write "http" or "sse", or leave it out.',
  ])
})

test('a broken file hides nothing else', async () => {
  const folder = await temporaryFolder({ 'broken.yaml': 'name: [', 'echo.yaml': ECHO })
  const registry = openRegistry([folder])
  expect(await call(registry, 'echo', { text: 'hi' })).toBe('hi\n')
  await expect(call(registry, 'broken')).rejects.toMatchObject({
    code: 'TOOL_NOT_FOUND',
    message: expect.stringMatching(/Not all tools could be loaded: .*broken\.yaml:1:/),
  })
})

test('edits, new files and removed files are seen at the next call', async () => {
  const folder = await temporaryFolder({ 'echo.yaml': ECHO })
  const registry = openRegistry([folder])
  const first = await registry.snapshot()
  expect(await registry.snapshot()).toBe(first)
  await writeFile(join(folder, 'echo.yaml'), `${ECHO}args: [new]\n`)
  expect(await call(registry, 'echo', { text: 'hi' })).toBe('new hi\n')
  await writeFile(join(folder, 'other.yaml'), ECHO.replace('name: echo', 'name: other'))
  expect(await registry.names()).toEqual(['echo', 'other'])
  await rm(join(folder, 'echo.yaml'))
  expect(await registry.names()).toEqual(['other'])
})

test('two files with one tool name are an error of that name, which names both and hides no other tool', async () => {
  const folder = await temporaryFolder({
    'a.yaml': ECHO,
    'b.yaml': ECHO,
    'c.yaml': ECHO.replace('name: echo', 'name: other'),
  })
  const registry = openRegistry([folder])
  const message = `Two tools have the name "echo": one from ${join(folder, 'a.yaml')}, one from ${join(folder, 'b.yaml')}. Rename one of them.`
  expect(await registry.names()).toEqual(['other'])
  expect(await registry.problems()).toEqual([{ origin: 'tools', message, tool: 'echo' }])
  expect(await call(registry, 'other', { text: 'hi' })).toBe('hi\n')
  await expect(call(registry, 'echo', { text: 'hi' })).rejects.toMatchObject({
    code: 'TOOL_COLLISION',
    message,
  })
  await rm(join(folder, 'b.yaml'))
  expect(await call(registry, 'echo', { text: 'hi' })).toBe('hi\n')
})

test('of a file with many mistakes that follow from the first, the first is told', async () => {
  const folder = await temporaryFolder({ 'a.yaml': '['.repeat(500) })
  const problems = await openRegistry([folder]).problems()
  expect(problems).toHaveLength(1)
  expect(problems[0]?.message).toContain('is not valid YAML')
})

test('the error of an unknown tool tells the first problems and how many more there are', async () => {
  const files = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`${name}.yaml`, 'name: [\n']))
  const registry = openRegistry([await temporaryFolder(files)])
  await expect(call(registry, 'gone', {})).rejects.toMatchObject({
    message: expect.stringMatching(/a\.yaml.*b\.yaml.*c\.yaml.* And 2 more problems\.$/s),
  })
})

test('a path that does not exist is a problem, unless it may be missing', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'none')
  expect((await openRegistry([path]).snapshot()).problems).toEqual([
    { origin: path, message: 'does not exist. Give a folder of YAML files, one YAML file, or an mcp.json.' },
  ])
  expect((await openRegistry([path], { optional: true }).snapshot()).problems).toEqual([])
})

test('the published JSON Schema is the one that definitions are checked against', async () => {
  const { default: published } = await import('../../schemas/tool.schema.json', { with: { type: 'json' } })
  expect(published).toEqual(await publishedToolSchema())
})
