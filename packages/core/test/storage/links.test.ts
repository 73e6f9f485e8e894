import { lstat, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FileStorage } from '../../src/storage/file/file-storage.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { dataFilesIn, textOf } from './support/artifact-text.ts'

const data = new TextEncoder().encode('x')

describe('links inside the base', () => {
  it('are replaced by a write, never written through', async () => {
    const folder = await temporaryFolder()
    const base = join(folder, 'base')
    const storage = new FileStorage({ base })
    await storage.open()
    await storage.artifacts.put({ name: 'a', format: 'text', data })
    const outside = join(folder, 'outside')
    await writeFile(outside, 'def run(): return "outside"\n')
    await symlink(outside, join(base, 'workflows/linked.py'))
    await symlink(outside, join(base, 'requirements.txt'))
    await symlink(outside, join(base, 'artifacts/.meta/b.json'))
    await symlink(outside, join(base, 'artifacts/by-hand'))

    // Who puts a link there may read through it.
    expect((await storage.workflows.get('linked'))?.source).toContain('outside')
    expect(await textOf(storage, 'by-hand')).toContain('outside')
    await storage.workflows.put({ name: 'linked', language: 'python', source: 'def run(): return 1\n' })
    expect((await storage.workflows.history('linked'))[0]?.source).toContain('outside')
    await storage.requirements.replace(['attrs'])
    for (const name of ['b', 'by-hand']) await storage.artifacts.put({ name, format: 'text', data })
    for (const name of ['a', 'b', 'by-hand']) expect(await textOf(storage, name)).toBe('x')
    expect(await readFile(outside, 'utf8')).toBe('def run(): return "outside"\n')
    for (const path of ['workflows/linked.py', 'requirements.txt', 'artifacts/.meta/b.json'])
      expect((await lstat(join(base, path))).isFile(), path).toBe(true)
    expect(await storage.artifacts.delete('by-hand')).toBe(true)
    await storage.workflows.delete('linked')
    expect(await readFile(outside, 'utf8')).toBe('def run(): return "outside"\n')
  })

  it('to data of an artifact give nothing of what they lead to', async () => {
    const base = await temporaryFolder()
    const storage = new FileStorage({ base })
    await storage.open()
    await storage.artifacts.put({ name: 'a', format: 'text', data })
    const [file = ''] = await dataFilesIn(join(base, 'artifacts'))
    await rm(join(base, 'artifacts', file))
    await symlink('/etc/passwd', join(base, 'artifacts', file))
    await expect(textOf(storage, 'a')).rejects.toMatchObject({
      code: 'STORAGE_READ_FAILED',
      message: expect.stringContaining('damaged'),
    })
  })

  it('to a folder are followed where they are the whole place, and not inside the artifacts', async () => {
    const folder = await temporaryFolder()
    const base = join(folder, 'base')
    for (const name of ['base', 'workflows', 'artifacts', 'secrets']) await mkdir(join(folder, name))
    await writeFile(join(folder, 'secrets/key'), 'secret')
    await symlink(join(folder, 'workflows'), join(base, 'workflows'))
    await symlink(join(folder, 'artifacts'), join(base, 'artifacts'))
    await symlink(join(folder, 'secrets'), join(folder, 'artifacts/linked'))
    await symlink(join(folder, 'artifacts'), join(folder, 'artifacts/round'))
    const storage = new FileStorage({ base })
    await storage.open()
    await storage.workflows.put({ name: 'w', language: 'python', source: '1' })
    await storage.artifacts.put({ name: 'a', format: 'text', data })
    expect(await readFile(join(folder, 'workflows/w.py'), 'utf8')).toBe('1')
    expect((await storage.artifacts.list()).map(({ name }) => name)).toEqual(['a'])
    expect(await storage.artifacts.get('linked/key')).toBeUndefined()
    expect((await storage.artifacts.problems()).map(({ message }) => message)).toEqual([
      expect.stringContaining('leads out'),
      expect.stringContaining('leads out'),
    ])
    await storage.artifacts.put({ name: 'linked/key', format: 'text', data })
    expect(await readFile(join(folder, 'secrets/key'), 'utf8')).toBe('secret')
    expect(await storage.artifacts.delete('linked/key')).toBe(true)
    expect(await readFile(join(folder, 'secrets/key'), 'utf8')).toBe('secret')
  })
})
