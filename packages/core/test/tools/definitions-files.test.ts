import { execFile } from 'node:child_process'
import { chmod, mkdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

import { call, openRegistry } from './open-registry.ts'
import { temporaryFolder } from './temporary-folder.ts'

const ECHO = 'name: echo\nschema: { positional: [{ name: text }] }\n'

/** Opens a folder that also holds a definition that is right, checks that it works, and gives the problems. */
async function problemsBeside(folder: string): Promise<readonly string[]> {
  await writeFile(join(folder, 'zz-echo.yaml'), ECHO)
  const registry = openRegistry([folder])
  expect(await call(registry, 'echo', { text: 'hi' })).toBe('hi\n')
  const { problems } = await registry.snapshot()
  return problems.map(({ origin, message }) => `${origin.slice(folder.length + 1)}: ${message}`)
}

test.each([
  ['a.yaml', 'name: a\n\tcommand: c\n', 'a.yaml:2:1: is not valid YAML: Tabs are not allowed as indentation'],
  ['a.yaml', 'name: a\nname: b\n', 'a.yaml:2:1: is not valid YAML: Map keys must be unique'],
  ['a.yaml', 'name: a\ntags: *none\n', 'a.yaml:2:7: has the alias *none, but no anchor &none before it.'],
  ['a.yaml', 'name: &x [*x]\n', 'a.yaml: cannot be used: an alias stands for something that holds it'],
  ['a.yaml', '- name: a\n', 'a.yaml:1:1: holds no definition.'],
  ['a.yaml', 'just text\n', 'a.yaml:1:1: holds no definition.'],
  [
    'mcp.json',
    '{\n  "mcpServers": {\n    "a": { "command": "x", }\n  }\n}\n',
    'mcp.json:3:28: is not valid JSON: a key in double quotes is due here, not "}\\n  }\\n}\\n".',
  ],
  [
    'mcp.json',
    'mcpServers: {}\n',
    'mcp.json:1:1: is not valid JSON: a value is due here, not "mcpServers: {}\\n".',
  ],
  ['mcp.json', '', 'mcp.json:1:1: is not valid JSON: a value is due here, not the end of the text.'],
  [
    'mcp.json',
    '{"mcpServers": {"a": {"command": "x"},\n "a": {"command": "y"}}}',
    'mcp.json:2:2: is not valid JSON: Map keys must be unique',
  ],
])('%s with %j is a problem of its own with its place', async (name, text, expected) => {
  const problems = await problemsBeside(await temporaryFolder({ [name]: text }))
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(expected)
})

test('aliases that grow a small file into a large one are refused, and quickly', async () => {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const item = level === 0 ? '"lol"' : `*l${level - 1}`
    return `l${level}: &l${level} [${Array.from({ length: 10 }, () => item).join(', ')}]`
  })
  const folder = await temporaryFolder({ 'bomb.yaml': `name: bomb\n${levels.join('\n')}\n` })
  const started = Date.now()
  expect(await problemsBeside(folder)).toEqual([
    'bomb.yaml: cannot be used: its aliases grow too large. Write it out without aliases.',
  ])
  expect(Date.now() - started).toBeLessThan(2000)
})

test('anchors, aliases and merged maps are understood', async () => {
  const folder = await temporaryFolder({
    'a.yaml':
      'name: a\ncommand: echo\nschema:\n  options:\n    one: &o { type: boolean, description: d }\n    two: *o\n    three: { <<: *o, short: t }\n',
  })
  const registry = openRegistry([folder])
  expect(await call(registry, 'a', { one: true, two: true, three: true })).toBe('--one --two -t\n')
})

test('a definition of more than 256 KiB is refused before it is parsed', async () => {
  const folder = await temporaryFolder({ 'big.yaml': `name: big\n${'# a\n'.repeat(262_144)}` })
  const started = Date.now()
  expect(await problemsBeside(folder)).toEqual([
    'big.yaml: has 1025 KiB; the limit for a definition is 256 KiB.',
  ])
  expect(Date.now() - started).toBeLessThan(2000)
})

test('what is not UTF-8 is a problem with its line', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'latin.yaml'), Buffer.from('name: a\ndescription: gr\xfcn\n', 'latin1'))
  await writeFile(join(folder, 'wide.yaml'), Buffer.from('\uFEFFname: a\n', 'utf16le'))
  expect(await problemsBeside(folder)).toEqual([
    'latin.yaml:2:16: is not UTF-8 here. Save the file as UTF-8.',
    'wide.yaml:1:1: is not UTF-8 here. Save the file as UTF-8.',
  ])
})

test('a byte order mark of UTF-8 and Windows line ends do no harm', async () => {
  const folder = await temporaryFolder({ 'a.yaml': '\uFEFFname: a\r\ncommand: echo\r\nargs: [x]\r\n' })
  expect(await call(openRegistry([folder]), 'a')).toBe('x\n')
})

test('a folder, a broken link, a link to itself and a pipe in place of a file are problems of their own', async () => {
  const folder = await temporaryFolder({ 'folder.yaml/x': '' })
  await symlink(join(folder, 'nowhere'), join(folder, 'link.yaml'))
  await symlink(join(folder, 'loop.yaml'), join(folder, 'loop.yaml'))
  await promisify(execFile)('mkfifo', [join(folder, 'pipe.yaml')])
  expect(await problemsBeside(folder)).toEqual([
    'folder.yaml: is a folder, not a file. Definitions are files directly in the folder of the tools.',
    'link.yaml: is a link to a file that does not exist.',
    'loop.yaml: is a link that leads back to itself.',
    'pipe.yaml: is no plain file.',
  ])
})

test('a file without permission is a problem of its own', async () => {
  const folder = await temporaryFolder({ 'a.yaml': ECHO })
  await chmod(folder, 0o777)
  await chmod(join(folder, 'a.yaml'), 0)
  // Root may read everything, so it is somebody else for a moment.
  const root = process.geteuid?.() === 0
  if (root) process.seteuid?.(65_534)
  try {
    expect(await problemsBeside(folder)).toEqual([
      'a.yaml: cannot be read: this user has no permission. Make it readable.',
    ])
  } finally {
    if (root) process.seteuid?.(0)
  }
})

test('every change on disk is seen: broken, mended, replaced by a rename, the same size and time, the folder itself', async () => {
  const folder = await temporaryFolder({ 'tools/a.yaml': 'name: a\ncommand: echo\nargs: [one]\n' })
  const tools = join(folder, 'tools')
  const file = join(tools, 'a.yaml')
  const registry = openRegistry([tools], { optional: true })
  expect(await call(registry, 'a')).toBe('one\n')

  await writeFile(file, 'name: [')
  await expect(call(registry, 'a')).rejects.toMatchObject({ code: 'TOOL_NOT_FOUND' })
  expect(await registry.problems()).toHaveLength(1)

  await writeFile(file, 'name: a\ncommand: echo\nargs: [two]\n')
  expect(await call(registry, 'a')).toBe('two\n')
  expect(await registry.problems()).toEqual([])

  await writeFile(`${file}.new`, 'name: a\ncommand: echo\nargs: [six]\n')
  await utimes(`${file}.new`, new Date(0), new Date(0))
  await rename(`${file}.new`, file)
  expect(await call(registry, 'a')).toBe('six\n')

  await writeFile(file, 'name: a\ncommand: echo\nargs: [ten]\n')
  await utimes(file, new Date(0), new Date(0))
  expect(await call(registry, 'a')).toBe('ten\n')

  await rm(tools, { recursive: true })
  expect(await registry.names()).toEqual([])
  await mkdir(tools)
  await writeFile(join(tools, 'b.yml'), 'name: b\ncommand: echo\n')
  expect(await registry.names()).toEqual(['b'])
  expect(await readFile(join(tools, 'b.yml'), 'utf8')).toContain('name: b')
})
