import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CodeModeError } from '../../src/errors/code-mode-error.ts'
import { FileStorage } from '../../src/storage/file/file-storage.ts'
import { WorkflowLibrary } from '../../src/workflows/workflow-library.ts'

let base: string
let library: WorkflowLibrary
let storage: FileStorage

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'code-mode-library-'))
  storage = new FileStorage({ base })
  await storage.open()
  library = new WorkflowLibrary({ store: storage.workflows })
})
afterEach(async () => {
  await storage.close()
  await rm(base, { recursive: true })
})

const file = (name: string): string => join(base, 'workflows', name)

describe('WorkflowLibrary', () => {
  it('keeps the description in the file, so that another process finds it by words', async () => {
    await library.create({
      name: 'count_commits',
      source: 'def run(author: str = "me"): pass',
      description: 'Commits\nper author.',
    })
    await library.create({ name: 'other', source: '"""Something else."""\ndef run(): pass' })
    const fresh = new WorkflowLibrary({ store: new FileStorage({ base }).workflows })
    expect(
      (await fresh.search('author commits')).map(({ name, description }) => [name, description]),
    ).toEqual([['count_commits', 'Commits per author.']])
    expect((await fresh.list()).map(({ name }) => name)).toEqual(['count_commits', 'other'])
    const detail = await fresh.get('count_commits')
    expect(detail.source).toContain('"""Commits per author."""')
    expect(detail.parameters).toEqual([
      { name: 'author', type: 'string', required: false, default: 'me', description: '' },
    ])
  })

  it('sees an edit on disk at the next call', async () => {
    await writeFile(file('a.py'), '"""One."""\ndef run(x): pass\n')
    expect((await library.get('a')).description).toBe('One.')
    await writeFile(file('a.py'), '"""Two."""\ndef run(y): pass\n')
    expect(await library.get('a')).toMatchObject({ description: 'Two.', parameters: [{ name: 'y' }] })
    await rm(file('a.py'))
    expect(await library.list()).toEqual([])
  })

  it('reports what is broken by file and line, and hides nothing else', async () => {
    await writeFile(file('good.py'), '"""Good."""\ndef run(): pass\n')
    await writeFile(file('broken.py'), 'import os\n\nx = 1\n')
    await writeFile(file('my-flow.py'), 'def run(): pass\n')
    await writeFile(file('binary.py'), Uint8Array.of(0xff, 0xfe, 0))
    await writeFile(file('_private.py'), 'x = 1\n')
    expect((await library.list()).map(({ name }) => name)).toEqual(['good'])
    const problems = await library.problems()
    expect(problems.map(({ location }) => location).sort()).toEqual([
      file('binary.py'),
      file('broken.py'),
      file('my-flow.py'),
    ])
    expect(problems.find(({ location }) => location === file('broken.py'))?.message).toMatch(
      /broken\.py:3: .*no run function.*def run/u,
    )
    expect(problems.find(({ location }) => location === file('my-flow.py'))?.message).toContain(
      '"my_flow.py"',
    )
    await expect(library.get('broken')).rejects.toMatchObject({
      code: 'WORKFLOW_INVALID',
      details: { line: 3 },
    })
  })

  it('names the nearest workflow for a wrong name', async () => {
    await expect(library.get('x')).rejects.toThrow('There is no workflow "x". None is saved yet.')
    await library.create({ name: 'fetch_json', source: 'def run(): pass', description: 'F.' })
    for (const wrong of ['fetch_jsno', 'fetch-json', 'fetchJson']) {
      await expect(library.get(wrong)).rejects.toMatchObject({
        code: 'WORKFLOW_NOT_FOUND',
        message: expect.stringContaining('Did you mean "fetch_json"?'),
      })
      expect(await library.delete(wrong)).toBe(false)
    }
    expect(await library.delete('fetch_json')).toBe(true)
    expect(await library.delete('fetch_json')).toBe(false)
  })

  it('saves nothing that is invalid, undescribed, or exists already', async () => {
    const source = 'def run(): pass'
    await expect(library.create({ name: 'a', source: 'x = 1', description: 'D.' })).rejects.toMatchObject({
      code: 'WORKFLOW_INVALID',
    })
    await expect(library.create({ name: 'a', source })).rejects.toMatchObject({
      code: 'WORKFLOW_INVALID',
      message: expect.stringContaining('no description'),
    })
    await expect(library.create({ name: 'list', source, description: 'D.' })).rejects.toMatchObject({
      code: 'NAME_INVALID',
    })
    expect(await storage.workflows.list()).toEqual([])
    await library.create({ name: 'a', source, description: 'D.' })
    await expect(library.create({ name: 'a', source, description: 'E.' })).rejects.toMatchObject({
      code: 'REVISION_CONFLICT',
    })
    expect((await library.create({ name: 'a', source, description: 'E.', replace: true })).description).toBe(
      'E.',
    )
  })

  it('asks the judge of syntax about the source as it was given, and obeys', async () => {
    const seen: string[] = []
    const strict = new WorkflowLibrary({
      store: storage.workflows,
      checkSyntax: async (source, name) => {
        seen.push(source)
        throw new CodeModeError({
          code: 'WORKFLOW_INVALID',
          message: `Workflow "${name}": line 2: invalid syntax.`,
        })
      },
    })
    await expect(strict.create({ name: 'a', source: 'def run():\n  )', description: 'D.' })).rejects.toThrow(
      'line 2',
    )
    expect(seen).toEqual(['def run():\n  )'])
    expect(await library.list()).toEqual([])
  })
})
