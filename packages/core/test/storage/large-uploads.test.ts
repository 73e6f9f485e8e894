import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { upload } from '../../src/storage/file/artifact-upload.ts'
import { FileStorage } from '../../src/storage/file/file-storage.ts'
import { missingComponent } from '../support/requires.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { smallDisk } from './support/small-disk.ts'

const megabyte = 1024 * 1024

/** 40 MB in pieces of the given sizes, again and again, from memory that is used again. */
function source(sizes: readonly number[]): {
  readonly data: AsyncIterable<Uint8Array>
  digest: () => string
} {
  const hash = createHash('sha256')
  async function* pieces(): AsyncGenerator<Uint8Array> {
    const memory = new Uint8Array(Math.max(...sizes))
    for (let given = 0, number = 0; given < 40 * megabyte; number += 1) {
      const piece = memory.fill(number).subarray(0, sizes[number % sizes.length])
      hash.update(piece)
      given += piece.byteLength
      yield piece
    }
  }
  return { data: pieces(), digest: () => hash.digest('hex') }
}

describe('a large upload', () => {
  it.each([
    ['small pieces', [1, 70_001, 100]],
    ['pieces of every size', [3 * megabyte, 5, 128 * 1024, 128 * 1024 - 1, 0, megabyte, megabyte + 1]],
  ])('of %s has the digest of what was given, first and again', async (_, sizes) => {
    const folder = await temporaryFolder()
    for (const name of ['first', 'second']) {
      const { data, digest } = source(sizes)
      const result = await upload(join(folder, name), data)
      expect(result.digest).toBe(digest())
      expect(result.sizeBytes).toBeGreaterThanOrEqual(40 * megabyte)
    }
  })

  it('goes on beside others', async () => {
    const folder = await temporaryFolder()
    const sources = [1, 2, 3, 4].map((number) => source([number * 100_000, 300_000]))
    const results = await Promise.all(
      sources.map(async ({ data }, index) => await upload(join(folder, String(index)), data)),
    )
    expect(results.map(({ digest }) => digest)).toEqual(sources.map(({ digest }) => digest()))
  })

  it('of one array is hashed as a whole', async () => {
    const data = new Uint8Array(40 * megabyte + 1).fill(7)
    const result = await upload(join(await temporaryFolder(), 'array'), data)
    expect(result).toEqual({
      sizeBytes: data.byteLength,
      digest: createHash('sha256').update(data).digest('hex'),
    })
  })

  it('that is aborted or fails half-way leaves no file, and the next one is whole', async () => {
    const folder = await temporaryFolder()
    for (const failing of [true, false]) {
      const abort = new AbortController()
      const { data } = source([300_000])
      async function* until(): AsyncGenerator<Uint8Array> {
        let given = 0
        for await (const piece of data) {
          given += piece.byteLength
          if (given > 25 * megabyte && failing) throw new Error('The source failed.')
          if (given > 25 * megabyte) abort.abort(new Error('Enough.'))
          yield piece
        }
      }
      await expect(upload(join(folder, 'broken'), until(), abort.signal)).rejects.toThrow(
        failing ? 'The source failed.' : 'Enough.',
      )
      expect(readdirSync(folder)).toEqual(failing ? [] : ['whole-true'])
      const { data: next, digest } = source([200_000])
      const result = await upload(join(folder, `whole-${String(failing)}`), next)
      expect(result.digest).toBe(digest())
    }
  })

  it('to a disk that becomes full says so and leaves no file', async (context) => {
    const disk = await smallDisk(24)
    if (disk === undefined)
      return missingComponent(
        'a small file system',
        'run the tests as root where mounting is allowed',
        context,
      )
    const storage = new FileStorage({ base: disk.path })
    await storage.open()
    for (const sizes of [[300_000], [70_000]])
      await expect(
        storage.artifacts.put({ name: 'a', format: 'bytes', data: source(sizes).data }),
      ).rejects.toMatchObject({
        code: 'STORAGE_WRITE_FAILED',
        message: expect.stringMatching(/the disk is full \(ENOSPC\)\.$/u),
      })
    expect(
      readdirSync(disk.path, { recursive: true }).filter((name) => String(name).includes('data-')),
    ).toEqual([])
  })

  it.each([
    ['lets its process end', []],
    [
      'needs no thread where none may be started',
      ['--permission', '--allow-fs-read=*', '--allow-fs-write=*'],
    ],
  ])('%s', async (_, flags) => {
    const fixture = join(import.meta.dirname, 'fixtures/save-large.ts')
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...flags, fixture, join(await temporaryFolder(), 'base')],
      { timeout: 20_000 },
    )
    const { given, stored } = JSON.parse(stdout) as { readonly given: string; readonly stored: string }
    expect(stored).toBe(given)
  })
})
