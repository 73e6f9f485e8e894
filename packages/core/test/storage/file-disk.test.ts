import { appendFileSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Session } from '../../src/index.ts'
import { FileStorage } from '../../src/storage/file/file-storage.ts'
import { openSession } from '../support/open-session.ts'
import { missingComponent } from '../support/requires.ts'
import { textOf } from './support/artifact-text.ts'
import { smallDisk } from './support/small-disk.ts'

const remedy = 'run the tests as root where mounting is allowed'
const utf8 = new TextEncoder()

async function fill(storage: FileStorage): Promise<void> {
  await storage.open()
  for (const text of ['earlier', 'kept'])
    await storage.artifacts.put({ name: 'a', format: 'text', description: text, data: utf8.encode(text) })
  for (const source of ['def run(): return 1', 'def run(): return 2'])
    await storage.workflows.put({ name: 'w', language: 'python', source })
  await storage.requirements.replace(['attrs'])
}

async function expectAllThere(storage: FileStorage): Promise<void> {
  expect(await textOf(storage, 'a')).toBe('kept')
  expect(await storage.artifacts.list()).toMatchObject([{ name: 'a', description: 'kept' }])
  expect(await storage.artifacts.history('a')).toMatchObject([{ description: 'earlier' }])
  expect((await storage.workflows.list()).map(({ source }) => source)).toEqual(['def run(): return 2'])
  expect((await storage.workflows.history('w')).map(({ source }) => source)).toEqual(['def run(): return 1'])
  expect((await storage.requirements.list()).requirements).toEqual(['attrs'])
  expect([await storage.artifacts.problems(), await storage.workflows.problems()]).toEqual([[], []])
}

async function* many(pieces: number): AsyncGenerator<Uint8Array> {
  for (let number = 0; number < pieces; number++) yield new Uint8Array(64 * 1024).fill(number)
}

const filesOf = (base: string): readonly string[] => readdirSync(base, { recursive: true }).map(String).sort()

describe('FileStorage on a disk of 2 MB', () => {
  it(
    'says that the disk is full, loses nothing, and goes on when there is room again',
    { timeout: 60_000 },
    async (context) => {
      const disk = await smallDisk(2)
      if (disk === undefined) return missingComponent('a small file system', remedy, context)
      const base = join(disk.path, 'base')
      const storage = new FileStorage({ base })
      await fill(storage)
      const before = filesOf(base)
      const full = {
        code: 'STORAGE_WRITE_FAILED',
        message: expect.stringMatching(/could not be written: the disk is full \(ENOSPC\)\.$/u),
      }
      for (const data of [new Uint8Array(4 * 1024 * 1024), many(64)])
        await expect(storage.artifacts.put({ name: 'a', format: 'bytes', data })).rejects.toMatchObject(full)
      await expectAllThere(storage)
      expect(filesOf(base)).toEqual(before)

      const filler = join(disk.path, 'filler')
      expect(() => {
        for (;;) appendFileSync(filler, new Uint8Array(4096))
      }).toThrow(/ENOSPC/u)
      const writes = [
        () => storage.artifacts.put({ name: 'a', format: 'text', data: utf8.encode('new') }),
        () => storage.artifacts.put({ name: 'b', format: 'text', data: utf8.encode('new') }),
        () => storage.workflows.put({ name: 'w', language: 'python', source: 'def run(): return 3' }),
        () => storage.requirements.replace(['attrs', 'httpx']),
      ]
      for (const write of writes) {
        await expect(write()).rejects.toMatchObject(full)
        await expectAllThere(storage)
        expect(filesOf(base)).toEqual(before)
      }
      await expect(new FileStorage({ base }).open()).resolves.toBeUndefined()
      await expectAllThere(new FileStorage({ base }))
      // Agent code reads the same.
      const session = await openSession({ base })
      await expect(session.saveArtifact({ name: 'a', data: 'new' })).rejects.toMatchObject(full)

      await rm(filler)
      for (const write of writes) await write()
      expect(await textOf(storage, 'a')).toBe('new')
    },
  )

  it('deletes on a full disk, so that there is room again', { timeout: 60_000 }, async (context) => {
    const disk = await smallDisk(2)
    if (disk === undefined) return missingComponent('a small file system', remedy, context)
    const storage = new FileStorage({ base: disk.path })
    await fill(storage)
    await storage.artifacts.put({ name: 'large', format: 'bytes', data: many(16) })
    expect(() => {
      for (;;) appendFileSync(join(disk.path, 'filler'), new Uint8Array(4096))
    }).toThrow(/ENOSPC/u)
    expect(await storage.workflows.delete('w')).toBe(true)
    expect(await storage.artifacts.delete('large')).toBe(true)
    await storage.artifacts.put({ name: 'b', format: 'bytes', data: many(8) })
    await rm(join(disk.path, 'filler'))
    expect((await storage.artifacts.list()).map(({ name }) => name)).toEqual(['a', 'b'])
    expect(filesOf(disk.path).filter((file) => /lock|\.tmp-|\.data-/u.test(file))).toEqual([])
    expect(await textOf(storage, 'a')).toBe('kept')
  })
})

describe('FileStorage on a read-only file system', () => {
  it('cannot be opened and says why; what is open already can be read, and a write says why not', async (context) => {
    const disk = await smallDisk(2)
    if (disk === undefined) return missingComponent('a small file system', remedy, context)
    const storage = new FileStorage({ base: disk.path })
    await fill(storage)
    const session = await openSession({ base: disk.path })
    disk.readOnly()
    await expect(Session.open(disk.path)).rejects.toMatchObject({
      code: 'STORAGE_UNUSABLE',
      message: expect.stringMatching(/cannot be used: the file system is read-only \(EROFS\)\.$/u),
      hint: expect.stringContaining('writ'),
    })
    const readOnly = {
      code: 'STORAGE_WRITE_FAILED',
      message: expect.stringContaining('the file system is read-only (EROFS)'),
    }
    await expect(session.saveArtifact({ name: 'a', data: 'new' })).rejects.toMatchObject(readOnly)
    await expect(storage.artifacts.delete('a')).rejects.toMatchObject(readOnly)
    await expect(storage.workflows.put({ name: 'w', language: 'python', source: '3' })).rejects.toMatchObject(
      readOnly,
    )
    await expect(storage.workflows.delete('w')).rejects.toMatchObject(readOnly)
    await expect(storage.requirements.replace([])).rejects.toMatchObject(readOnly)
    await expectAllThere(storage)
  })
})
