import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../core/test/support/temporary-folder.ts'
import { cli, cliJson } from './support/cli.ts'

const BASE = ['--base', 'base']

it('saves from files and standard input, and gets to files and standard output, byte for byte', async () => {
  const cwd = await temporaryFolder()
  const data = randomBytes(5_000_000)
  await writeFile(path.join(cwd, 'data.bin'), data)
  expect(await cli(['artifacts', 'save', 'a', 'data.bin', ...BASE], { cwd })).toEqual({
    code: 0,
    stdout: 'Saved a (bytes, 5,000,000 bytes)\n',
    stderr: '',
  })
  expect((await cli(['artifacts', 'save', 'b', '-', ...BASE], { cwd, input: data })).code).toBe(0)
  for (const name of ['a', 'b']) {
    expect((await cli(['artifacts', 'get', name, 'out.bin', ...BASE], { cwd })).code).toBe(0)
    expect(data.equals(await readFile(path.join(cwd, 'out.bin')))).toBe(true)
  }
  expect((await readdir(cwd)).toSorted()).toEqual(['base', 'data.bin', 'out.bin'])
  const text = 'grüße\n'
  await cli(['artifacts', 'save', 'c', '-', ...BASE], { cwd, input: text })
  expect((await cli(['artifacts', 'get', 'c', ...BASE], { cwd })).stdout).toBe(text)
})

it('keeps texts and values so that programs load them as such, and gives back what programs saved', async () => {
  const cwd = await temporaryFolder()
  const save = async (name: string, format: string, input: string) =>
    await cli(['artifacts', 'save', name, '-', '--as', format, '--description', 'from here', ...BASE], {
      cwd,
      input,
    })
  expect((await save('words', 'text', 'two words')).code).toBe(0)
  expect((await save('data', 'json', '{"a": [1, null]}')).code).toBe(0)
  expect(await save('data', 'json', '{"a": ')).toMatchObject({ code: 1, stdout: '' })
  const code = 'artifacts.save("odd", {1: b"x"})\n[artifacts.load("words"), artifacts.load("data")]'
  expect((await cli(['run', '-c', code, ...BASE], { cwd })).stdout).toBe("['two words', {'a': [1, None]}]\n")
  expect((await cli(['artifacts', 'get', 'odd', ...BASE], { cwd })).stdout).toBe('[[1,"eA=="]]\n')
  expect(await cliJson(['artifacts', 'list', ...BASE], { cwd })).toMatchObject([
    { name: 'data', format: 'json', description: 'from here' },
    { name: 'odd', format: 'payload' },
    { name: 'words', format: 'text' },
  ])
  expect((await cli(['artifacts', 'show', 'words', ...BASE], { cwd })).stdout).toBe(
    'words (text, 9 bytes): from here\n\ntwo words\n',
  )
})

it('deletes, and names the nearest name for one that is not there', async () => {
  const cwd = await temporaryFolder()
  await cli(['artifacts', 'save', 'report', '-', ...BASE], { cwd, input: 'x' })
  for (const command of ['show', 'get', 'delete']) {
    expect(await cli(['artifacts', command, 'reprot', ...BASE], { cwd })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'ARTIFACT_NOT_FOUND: There is no artifact "reprot". Did you mean "report"?\n',
    })
  }
  expect((await cli(['artifacts', 'delete', 'report', ...BASE], { cwd })).stdout).toBe(
    'Deleted the artifact report.\n',
  )
  expect(await cli(['artifacts', 'list', ...BASE], { cwd })).toEqual({
    code: 0,
    stdout: '',
    stderr: 'No artifacts are saved yet.\n',
  })
})
