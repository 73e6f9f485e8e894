import { mkdir, readdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FileStorage } from '../../src/storage/file/file-storage.ts'
import type { ArtifactInfo } from '../../src/storage/storage.ts'
import { openSession } from '../support/open-session.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { dataFilesIn, textOf } from './support/artifact-text.ts'

const utf8 = new TextEncoder()

async function filled(): Promise<{ base: string; infos: readonly ArtifactInfo[]; opened: FileStorage }> {
  const base = await temporaryFolder()
  const opened = new FileStorage({ base })
  await opened.open()
  const { artifacts } = opened
  await artifacts.put({ name: 'plain', format: 'text', data: utf8.encode('plain text') })
  await artifacts.put({
    name: 'reports/März 2026.json',
    format: 'json',
    description: 'Figures of March',
    metadata: { rows: 3, nested: { 2: 'b', a: null } },
    data: utf8.encode('{"a": 1}'),
  })
  await artifacts.put({ name: '漢'.repeat(200), format: 'bytes', data: new Uint8Array([0, 255, 7]) })
  await artifacts.put({ name: 'sent', format: 'payload', data: utf8.encode('x') })
  return { base, opened, infos: await artifacts.list() }
}

const withoutRevision = (infos: readonly ArtifactInfo[]): unknown[] =>
  infos.map(({ revision: _, ...rest }) => rest)
const approximately = (infos: readonly ArtifactInfo[]): unknown[] =>
  infos.map(({ revision: _, createdAt, ...rest }) => ({ ...rest, second: createdAt.slice(0, 17) }))

describe('the index of artifacts', () => {
  for (const again of ['in a new session', 'in a session that goes on']) {
    it(`comes back from the data files when it was deleted as a whole, ${again}`, async () => {
      const { base, infos, opened } = await filled()
      await rm(join(base, 'artifacts/.meta'), { recursive: true })
      const storage = again === 'in a new session' ? new FileStorage({ base }) : opened
      if (storage !== opened) await storage.open()
      expect(approximately(await storage.artifacts.list())).toEqual(approximately(infos))
      expect(await textOf(storage, 'plain')).toBe('plain text')
      expect(await textOf(storage, 'reports/März 2026.json')).toBe('{"a": 1}')
      const problems = await storage.artifacts.problems()
      expect(problems).toHaveLength(infos.length)
      for (const { message, location, about } of problems) {
        expect(message).toMatch(/was missing or wrong, and was made anew from its data file/u)
        expect(location).toContain(base)
        expect(about).toBe('artifact')
      }
      // Told by whoever repaired it; there is nothing left to repair.
      expect(await new FileStorage({ base }).artifacts.problems()).toEqual([])
    })
  }

  it('comes back without its second copy as well: names, formats, sizes, digests and times are the files’ own', async () => {
    const { base, infos } = await filled()
    await rm(join(base, 'artifacts/.meta'), { recursive: true })
    await rm(join(base, 'artifacts/.backup'), { recursive: true })
    const storage = new FileStorage({ base })
    await storage.open()
    const found = await storage.artifacts.list()
    const strip = (list: readonly ArtifactInfo[]): unknown[] =>
      list
        .filter(({ name }) => !name.startsWith('漢'))
        .map(({ name, format, sizeBytes, digest }) => ({ name, format, sizeBytes, digest }))
    expect(strip(found)).toEqual(strip(infos))
    // A name that no file name can hold is cut, and the problem says so.
    expect(found.find(({ name }) => name.startsWith('漢'))?.name).toBe('漢'.repeat(11))
    const messages = (await storage.artifacts.problems()).map(({ message }) => message)
    expect(messages.filter((message) => message.includes('Its name was longer'))).toHaveLength(1)
    expect(
      messages.filter((message) => message.includes('description and metadata, if it had any, are lost'))
        .length,
    ).toBe(4)
  })

  const name = 'reports/März 2026.json'
  const damages: readonly (readonly [string, (path: string, text: string) => Promise<void>])[] = [
    ['deleted', (path) => rm(path)],
    ['empty', (path) => writeFile(path, '')],
    ['cut in the middle', (path, text) => writeFile(path, text.slice(0, text.length / 2))],
    ['garbled', (path, text) => writeFile(path, text.replaceAll('"', '\0'))],
    ['of another form', (path) => writeFile(path, '[1, 2]')],
    ['of another size', (path, text) => writeFile(path, change(text, { sizeBytes: 3 }))],
    ['of another digest', (path, text) => writeFile(path, change(text, { digest: 'a'.repeat(64) }))],
    ['of another format', (path, text) => writeFile(path, change(text, { format: 'bytes' }))],
    ['of another name', (path, text) => writeFile(path, change(text, { name: 'plain' }))],
    [
      'leading to a file that is missing',
      (path, text) => writeFile(path, change(text, { file: `x.${'0'.repeat(32)}.txt` })),
    ],
    [
      'leading out of the folder',
      (path, text) => writeFile(path, change(text, { file: '../../../etc/passwd' })),
    ],
    [
      'a link to elsewhere',
      async (path) => {
        await rm(path)
        await symlink('/etc/passwd', path)
      },
    ],
  ]
  for (const [damage, apply] of damages) {
    it(`makes an entry anew that is ${damage}`, async () => {
      const { base, infos, opened } = await filled()
      const path = join(base, 'artifacts/.meta', `${encodeURIComponent(name.toLowerCase())}.json`)
      await apply(path, await readFile(path, 'utf8'))
      // By whichever way it is met first: by name in the store that is open, by a list in a new one.
      expect(await textOf(opened, name)).toBe('{"a": 1}')
      await apply(path, await readFile(path, 'utf8'))
      const storage = new FileStorage({ base })
      await storage.open()
      expect(withoutRevision(await storage.artifacts.list())).toEqual(withoutRevision(infos))
      expect((await storage.artifacts.problems()).map(({ message }) => message)).toEqual([
        expect.stringContaining('was made anew'),
      ])
      expect((await readFile('/etc/passwd', 'utf8')).startsWith('{')).toBe(false)
    })
  }

  it('takes the newest of several generations whose entry is lost, and removes the others', async () => {
    const { base, opened } = await filled()
    const folder = join(base, 'artifacts')
    const [old = ''] = await dataFilesIn(folder, 'plain.')
    const text = await readFile(join(folder, old))
    await opened.artifacts.put({ name: 'plain', format: 'text', data: utf8.encode('newer') })
    await writeFile(join(folder, old), text)
    await rm(join(folder, '.meta'), { recursive: true })
    const storage = new FileStorage({ base })
    await storage.open()
    expect(await textOf(storage, 'plain')).toBe('newer')
    expect(await dataFilesIn(folder, 'plain.')).toHaveLength(1)
  })

  it('keeps a right entry against data of another generation, and clears that away', async () => {
    const { base } = await filled()
    const folder = join(base, 'artifacts')
    await writeFile(join(folder, `plain.${'f'.repeat(12)}7${'f'.repeat(19)}.txt`), 'never saved')
    const storage = new FileStorage({ base })
    await storage.open()
    expect(await textOf(storage, 'plain')).toBe('plain text')
    expect(await dataFilesIn(folder, 'plain.')).toHaveLength(1)
    expect(await storage.artifacts.problems()).toEqual([])
  })

  it('tells what cannot be brought back, hides nothing else, and heals by a new save or a deletion', async () => {
    const { base } = await filled()
    const folder = join(base, 'artifacts')
    const [plain = ''] = await dataFilesIn(folder, 'plain.')
    const [sent = ''] = await dataFilesIn(folder, 'sent.')
    await rm(join(folder, plain))
    await truncate(join(folder, sent), 0)
    await writeFile(join(folder, '.meta/gone.json'), '{')
    await symlink('/etc/passwd', join(folder, `linked.${'0'.repeat(32)}.txt`))
    const session = await openSession({ base })
    expect((await session.listArtifacts()).map(({ name: each }) => each)).toEqual([
      'plain',
      name,
      'sent',
      '漢'.repeat(200),
    ])
    const told = (await session.problems()).map(({ message }) => message).join('\n')
    expect(told).toMatch(/The data of artifact "plain" is missing/u)
    expect(told).toMatch(/The data of artifact "sent" is damaged: its 0 bytes are not the 1 bytes/u)
    expect(told).toMatch(/gone\.json" is damaged: it is not JSON/u)
    expect(told).toMatch(/linked\..* is not loaded: it is not a file/u)
    await expect(session.loadArtifact('plain')).rejects.toMatchObject({
      code: 'STORAGE_READ_FAILED',
      message: expect.stringContaining('is missing'),
    })
    await expect(session.loadArtifact('gone')).rejects.toMatchObject({
      code: 'STORAGE_READ_FAILED',
      hint: expect.any(String),
    })
    for (const each of ['plain', 'sent']) await session.saveArtifact({ name: each, data: 'again' })
    expect(await session.deleteArtifact('gone')).toBe(true)
    expect((await session.problems()).map(({ message }) => message)).toEqual([
      expect.stringContaining('linked'),
    ])
    expect((await session.loadArtifact('plain'))?.value).toBe('again')
  })

  it('does not bring back what was deleted', async () => {
    const { base, opened } = await filled()
    await opened.artifacts.delete('plain')
    await rm(join(base, 'artifacts/.meta'), { recursive: true })
    const [sent = ''] = await dataFilesIn(join(base, 'artifacts'), 'sent.')
    await mkdir(join(base, 'artifacts/.meta'))
    await writeFile(join(base, 'artifacts/.meta/sent.json'), '{')
    expect(await opened.artifacts.delete('sent')).toBe(true)
    const storage = new FileStorage({ base })
    await storage.open()
    expect((await storage.artifacts.list()).map(({ name: each }) => each)).toEqual([name, '漢'.repeat(200)])
    expect(await readdir(join(base, 'artifacts'))).not.toContain(sent)
  })

  it('takes back what was not committed and finishes what was', async () => {
    const { base } = await filled()
    const folder = join(base, 'artifacts')
    const meta = JSON.parse(await readFile(join(folder, '.meta/plain.json'), 'utf8')) as {
      file: string
      staged: string
    }
    // A process that ended, as far as anybody can see: no pid is that large.
    const dead = `.data-${meta.staged.slice(6, 14)}-99999999-${'0'.repeat(32)}`
    await writeFile(join(folder, dead), 'never committed')
    await rename(join(folder, meta.file), join(folder, meta.staged))
    const storage = new FileStorage({ base })
    expect(await textOf(storage, 'plain')).toBe('plain text')
    await storage.open()
    expect(await textOf(storage, 'plain')).toBe('plain text')
    expect((await readdir(folder)).filter((file) => file.startsWith('.data'))).toEqual([])
    expect(await readdir(folder)).toContain(meta.file)
  })
})

function change(text: string, changes: object): string {
  return JSON.stringify({ ...JSON.parse(text), ...changes }, null, 2)
}
