import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSession } from '../support/open-session.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

it('a file is saved as it is, without being read as a whole', { timeout: 120_000 }, async () => {
  const folder = await temporaryFolder()
  const data = Buffer.alloc(20_000_000, 'abcdefg')
  await writeFile(join(folder, 'large'), data)
  const session = await openSession({ timeoutMs: 100_000 })
  const path = JSON.stringify(join(folder, 'large'))
  const result = await session.run(
    `with open(${path}, "rb") as file:\n    info = artifacts.save("large", file, description="all of it")\ninfo["size_bytes"], info["digest"]`,
  )
  expect(result).toMatchObject({
    ok: true,
    value: [20_000_000, createHash('sha256').update(data).digest('hex')],
  })
  expect(await session.run('len(artifacts.load("large"))')).toMatchObject({ value: 20_000_000 })
})

it('what is no binary file is refused before anything is sent', async () => {
  const session = await openSession()
  const code = 'import io\nartifacts.save("text", io.StringIO("x"))'
  expect(await session.run(code)).toMatchObject({
    ok: false,
    error: { name: 'TypeError', message: expect.stringContaining('open(path, "rb")') as string },
  })
  expect(await session.listArtifacts()).toEqual([])
})
