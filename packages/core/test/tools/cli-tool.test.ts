import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

import { call, openRegistry } from './open-registry.ts'
import { temporaryFolder } from './temporary-folder.ts'

const SHOW_ARGUMENTS = `#!/bin/sh
for each in "$@"; do printf '[%s]' "$each"; done
`
const SHOW = `name: show
description: Prints its arguments
command: ./show.sh
schema:
  options:
    silent: { type: boolean, short: s }
    header: { type: array, short: H }
    max-time: { type: integer }
    method: { type: string, enum: [GET, POST] }
  positional:
    - { name: url, type: string, required: true }
    - { name: more, type: array }
recipes:
  get:
    description: A GET
    preset: { silent: true, method: GET }
    params: { url: { description: the address } }
`

async function showRegistry(definition: string = SHOW) {
  const folder = await temporaryFolder({ 'tools/show.yaml': definition, 'tools/show.sh': SHOW_ARGUMENTS })
  return openRegistry([join(folder, 'tools')])
}

test('options come in schema order, then positional arguments, each as one argument of its own', async () => {
  const registry = await showRegistry()
  const value = await call(registry, 'show', {
    url: 'a b; rm -rf $HOME',
    more: ['x', '*'],
    max_time: 5,
    header: ['A: 1', 'B: 2'],
    silent: true,
    method: 'POST',
  })
  expect(value).toBe('[-s][-H][A: 1][-H][B: 2][--max-time][5][--method][POST][a b; rm -rf $HOME][x][*]')
})

test('a recipe sets its presets and takes only its own parameters', async () => {
  const registry = await showRegistry()
  expect(await call(registry, 'show.get', { url: 'u' })).toBe('[-s][--method][GET][u]')
  await expect(call(registry, 'show.get', { url: 'u', max_time: 3 })).rejects.toMatchObject({
    code: 'ARGUMENTS_INVALID',
    message: expect.stringContaining('show.get has no parameter "max_time"'),
  })
})

test.each([
  [{ url: 'u', silent: 'false' }, 'show: silent must be True or False, not the text "false".'],
  [{ url: 'u', max_time: 1.5 }, 'show: max_time must be an integer, not the number 1.5.'],
  [{ url: 'u', max_time: true }, 'show: max_time must be an integer, not True.'],
  [{ url: ['u'] }, 'show: url must be a text, not a list.'],
  [{ url: 'u', header: 'A: 1' }, 'show: header must be a list of texts'],
  [{ url: 'u', header: [true] }, 'show: header[0] must be a text or a number, not True.'],
  [{ url: 'u', method: 'GTE' }, 'is none of "GET", "POST". Did you mean "GET"?'],
  [{ url: '--upload-file=/etc/passwd' }, 'so the program would read it as an option'],
  [{ url: 'a\0b' }, 'NUL'],
  [{ url: 'u', haeder: [] }, 'show has no parameter "haeder". Did you mean "header"?'],
  [{}, 'show needs "url". Its signature: show(url: str, more: list = None, silent: bool = False'],
])('arguments %j are refused with the reason', async (kwargs, message) => {
  const registry = await showRegistry()
  await expect(call(registry, 'show', kwargs)).rejects.toMatchObject({
    code: 'ARGUMENTS_INVALID',
    message: expect.stringContaining(message),
  })
})

test('the value of an option that begins with a dash is joined to it', async () => {
  const registry = await showRegistry()
  expect(await call(registry, 'show', { url: 'u', header: ['-x'], max_time: -1 })).toBe(
    '[-H-x][--max-time=-1][u]',
  )
})

test('separator puts -- in front of positional arguments, allow_option_like lets them through', async () => {
  const separated = await showRegistry(SHOW.replace('  positional:', '  separator: true\n  positional:'))
  expect(await call(separated, 'show', { url: '-u' })).toBe('[--][-u]')
  const allowed = await showRegistry(SHOW.replace('name: url,', 'name: url, allow_option_like: true,'))
  expect(await call(allowed, 'show', { url: '-u' })).toBe('[-u]')
})

test('a positional argument cannot take the place of an earlier one that was left out', async () => {
  const registry = await showRegistry(
    SHOW.replace('name: url, type: string, required: true', 'name: url, type: string'),
  )
  await expect(call(registry, 'show', { more: ['x'] })).rejects.toThrow(
    'more is given but url, which comes before it, is not',
  )
})

test('git runs as docs/tools.md defines it, in the folder of the definition', async () => {
  const page = await readFile(new URL('../../../../docs/tools.md', import.meta.url), 'utf8')
  const [, definition = ''] = /^```yaml\n(.*?)^```/ms.exec(page) ?? []
  const folder = await temporaryFolder({ 'git.yaml': `${definition}cwd: .\n`, 'src/a.txt': 'a' })
  const git = (...args: string[]) =>
    promisify(execFile)('git', ['-C', folder, '-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args])
  await git('init', '--quiet')
  await git('config', 'user.name', 'A')
  await git('config', 'user.email', 'a@b.c')
  await git('commit', '--quiet', '--allow-empty', '-m', 'first')
  await git('add', 'src')
  await git('commit', '--quiet', '-m', 'second')
  const registry = openRegistry([join(folder, 'git.yaml')])
  expect(await call(registry, 'git.log')).toEqual([
    expect.stringMatching(/ second$/),
    expect.stringMatching(/ first$/),
  ])
  expect(await call(registry, 'git.log', { paths: ['src'], max_count: 5 })).toHaveLength(1)
  await call(registry, 'git.add_note', { text: '--seen\n' })
  expect((await git('notes', 'show')).stdout).toBe('--seen\n')
})
