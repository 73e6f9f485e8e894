import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { openSession, valueOf } from '../support/open-session.ts'
import { rawYaml } from './mcp-fixture.ts'
import { temporaryFolder } from './temporary-folder.ts'

async function openRun(files: Readonly<Record<string, string>>) {
  const folder = await temporaryFolder(files)
  const session = await openSession({ tools: [folder] })
  return { folder, run: (code: string): Promise<unknown> => valueOf(session, code) }
}

test('agent code calls a tool by its own name and by the identifier, and gets pictures as bytes', async () => {
  const { run } = await openRun({
    'raw.yaml': rawYaml('raw'),
    'odd.yaml': rawYaml('odd', { LIST: 'names' }),
  })
  expect(
    await run(
      '[tools.odd["get-user"](), tools.odd.get_user_2(), tools.odd["9lives"](), tools.odd.x9lives(), tools.odd["_private"](), tools.odd["a/b/c"]()]',
    ),
  ).toEqual(['get-user', 'get-user', '9lives', '9lives', '_private', 'a/b/c'])
  expect(
    await run('picture = tools.raw.picture_and_data()[1]\n[picture["mime_type"], list(picture["data"])]'),
  ).toEqual(['image/png', [1, 2]])
})

test('what a server changes is seen by the next call of the same program, and by dir()', async () => {
  const { run } = await openRun({ 'raw.yaml': rawYaml('raw') })
  const code = [
    'before = "fresh" in dir(tools.raw)',
    'tools.raw.change()',
    'called = tools.raw.fresh()',
    'try:',
    '    tools.raw.ok()',
    'except Exception as error:',
    '    gone = str(error)',
    '[before, called, gone, "fresh" in dir(tools.raw), "ok" in dir(tools.raw)]',
  ].join('\n')
  expect(await run(code)).toEqual([
    false,
    'fresh',
    expect.stringContaining('has no callable "ok"'),
    true,
    false,
  ])
})

test('a definition edited on disk is used by the next call of a live guest', async () => {
  const { run, folder } = await openRun({ 'raw.yaml': rawYaml('raw', { MARK: 'one' }) })
  expect(await run('tools.raw.where()')).toContain(' one ')
  await writeFile(join(folder, 'raw.yaml'), rawYaml('raw', { MARK: 'two' }))
  expect(await run('tools.raw.where()')).toContain(' two ')
})

test('tools.list() names a server that does not start, with the reason, and a call says the same', async () => {
  const { run } = await openRun({
    'bad.yaml': rawYaml('bad', { INIT: 'die' }),
    'raw.yaml': rawYaml('raw'),
  })
  const list = (await run(
    '[[tool["name"], tool["description"], len(tool["callables"]) > 0] for tool in tools.list()]',
  )) as unknown[]
  expect(list).toEqual([
    ['raw', 'Tools of the MCP server raw.', true],
    ['bad', expect.stringMatching(/^Not available: The tool server "bad" could not be started/), false],
  ])
  await expect(run('tools.bad.anything()')).rejects.toThrow(/exit code 3[^]*The next try is/)
})
