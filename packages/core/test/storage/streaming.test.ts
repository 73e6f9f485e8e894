import { execFile } from 'node:child_process'
import { freemem } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { openSession, valueOf } from '../support/open-session.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const run = promisify(execFile)
const gigabyte = 2 ** 30

describe('an artifact that is larger than memory should have to hold', () => {
  it(
    'streams 1 GB in and out of a session while the host grows by less than 100 MB',
    { timeout: 300_000 },
    async () => {
      const fixture = join(import.meta.dirname, 'fixtures/stream-artifact.ts')
      const { stdout } = await run(process.execPath, [
        '--conditions=source',
        fixture,
        await temporaryFolder(),
        '1024',
      ])
      const result = JSON.parse(stdout) as { grownMb: number; same: boolean; sizeBytes: number; read: number }
      expect(result).toMatchObject({ same: true, sizeBytes: gigabyte, read: gigabyte })
      expect(result.grownMb).toBeLessThan(100)
    },
  )

  it(
    'comes from the guest and goes back to it while the host grows by less than 100 MB',
    { timeout: 300_000 },
    async () => {
      // The guest holds it twice; where there is no such memory, less of it shows the same.
      const sizeBytes = freemem() > 6 * gigabyte ? gigabyte : gigabyte / 4
      const fixture = join(import.meta.dirname, 'fixtures/guest-artifact.ts')
      const { stdout } = await run(process.execPath, [fixture, await temporaryFolder(), String(sizeBytes)])
      const result = JSON.parse(stdout) as { grownMb: number; value: unknown }
      expect(result.value).toEqual([sizeBytes, true])
      expect(result.grownMb).toBeLessThan(100)
    },
  )

  it('is saved as bytes, with its description, and opened with its info', async () => {
    const session = await openSession()
    async function* pieces(): AsyncGenerator<Uint8Array> {
      // The same buffer again and again, as some sources do.
      const buffer = new Uint8Array(3)
      for (let number = 0; number < 3; number++) yield buffer.fill(number)
    }
    const info = await session.saveArtifact({ name: 'stream', data: pieces(), description: 'In three' })
    expect(info).toMatchObject({ format: 'bytes', sizeBytes: 9, description: 'In three' })
    const opened = await session.openArtifact('stream')
    expect(opened?.info).toEqual(info)
    const parts: Uint8Array[] = []
    for await (const part of opened?.data ?? []) parts.push(part)
    expect([...Buffer.concat(parts)]).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2])
    expect(await valueOf(session, 'list(artifacts.load("stream"))')).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2])
    expect(await session.openArtifact('none')).toBeUndefined()
    await session.saveArtifact({ name: 'text', data: 'größe' })
    expect((await session.openArtifact('text'))?.info.format).toBe('text')
    await expect(
      session.saveArtifact({
        name: 'wrong',
        data: (async function* () {
          yield 'text' as never
        })(),
      }),
    ).rejects.toThrow(TypeError)
    expect(await session.openArtifact('wrong')).toBeUndefined()
  })
})
