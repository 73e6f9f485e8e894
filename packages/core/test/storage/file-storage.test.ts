import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileStorage } from '../../src/storage/file/file-storage.ts'

let base: string
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'code-mode-file-'))
})
afterEach(() => rm(base, { recursive: true, force: true }))

const data = new TextEncoder().encode('hello')

describe('FileStorage', () => {
  it('makes the base and its folders, also those of a workspace', async () => {
    await new FileStorage({ base: join(base, 'new/deep') }).open()
    expect((await readdir(join(base, 'new/deep'))).sort()).toEqual(['artifacts', 'tools', 'workflows'])
    await new FileStorage({ base, workspace: 'team-a' }).open()
    expect((await readdir(base)).sort()).toEqual(['new', 'tools', 'workspaces'])
    expect((await readdir(join(base, 'workspaces/team-a'))).sort()).toEqual(['artifacts', 'workflows'])
  })

  it('keeps workspaces apart', async () => {
    const [a, b] = [new FileStorage({ base, workspace: 'a' }), new FileStorage({ base, workspace: 'b' })]
    await a.workflows.put({ name: 'w', language: 'python', source: '1' })
    await a.requirements.replace(['attrs'])
    expect(await b.workflows.list()).toEqual([])
    expect((await b.requirements.list()).requirements).toEqual([])
    for (const workspace of ['..', 'a/b', '', '.x', 'con'])
      expect(() => new FileStorage({ base, workspace })).toThrow(/name of a workspace/u)
  })

  it('expands the home folder and resolves a relative base', () => {
    expect(new FileStorage({ base: '~' }).base).toBe(homedir())
    expect(new FileStorage({ base: '~/x' }).base).toBe(join(homedir(), 'x'))
    expect(new FileStorage({ base: 'x' }).base).toBe(resolve('x'))
    expect(() => new FileStorage({ base: '~somebody/x' })).toThrow(/another user/u)
    expect(() => new FileStorage({ base: '' })).toThrow(TypeError)
  })

  it('says why a base cannot be used, and what to do', async () => {
    const file = join(base, 'file')
    await writeFile(file, 'precious')
    for (const wrong of [file, join(file, 'below')]) {
      await expect(new FileStorage({ base: wrong }).open()).rejects.toMatchObject({
        code: 'STORAGE_UNUSABLE',
        message: expect.stringContaining(wrong),
        hint: expect.stringContaining('folder'),
      })
    }
    expect(await readFile(file, 'utf8')).toBe('precious')
    const inTheWay = join(base, 'other')
    await mkdir(inTheWay)
    await writeFile(join(inTheWay, 'workflows'), '')
    await expect(new FileStorage({ base: inTheWay }).open()).rejects.toThrow(
      /other\/workflows.*file is in the way/u,
    )
  })

  it('says so when it has no permission', async () => {
    const locked = join(base, 'locked')
    await new FileStorage({ base: locked }).open()
    await chmod(base, 0o755)
    for (const folder of ['', 'tools', 'workflows', 'artifacts']) await chmod(join(locked, folder), 0o555)
    const root = process.geteuid?.() === 0
    if (root) process.seteuid?.(65_534)
    try {
      await expect(new FileStorage({ base: locked }).open()).rejects.toMatchObject({
        code: 'STORAGE_UNUSABLE',
        message: expect.stringMatching(/permission is denied \(EACCES\)/u),
        hint: expect.stringContaining('write access'),
      })
      await expect(
        new FileStorage({ base: locked }).workflows.put({ name: 'a', language: 'python', source: '1' }),
      ).rejects.toMatchObject({
        code: 'STORAGE_WRITE_FAILED',
      })
    } finally {
      if (root) process.seteuid?.(0)
      for (const folder of ['', 'tools', 'workflows', 'artifacts']) await chmod(join(locked, folder), 0o755)
    }
  })

  it('keeps the comments of requirements.txt', async () => {
    const path = join(base, 'requirements.txt')
    await writeFile(path, '# what we need\npandas>=2  # frames\n\nattrs\nhttpx\n')
    const { requirements } = new FileStorage({ base })
    expect((await requirements.list()).requirements).toEqual(['pandas>=2', 'attrs', 'httpx'])
    await requirements.replace(['pandas>=2', 'httpx', 'tabulate'])
    expect(await readFile(path, 'utf8')).toBe('# what we need\npandas>=2  # frames\n\nhttpx\ntabulate\n')
  })

  it('gives an edited file another revision, so that a stale write is refused', async () => {
    const { workflows } = new FileStorage({ base })
    const { revision, location } = await workflows.put({ name: 'a', language: 'python', source: '1' })
    await writeFile(location, '2')
    const stale = workflows.put({ name: 'a', language: 'python', source: '3' }, { ifRevision: { revision } })
    await expect(stale).rejects.toMatchObject({ code: 'REVISION_CONFLICT' })
    await workflows.put({ name: 'a', language: 'python', source: '3' })
    expect((await workflows.history('a'))[0]?.source).toBe('2')
  })

  it('leaves one data file per artifact and no temporary one, also after a failure', async () => {
    const { artifacts } = new FileStorage({ base })
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield data
      throw new Error('no more')
    }
    for (let round = 0; round < 3; round++) await artifacts.put({ name: 'a/b', format: 'text', data })
    await expect(artifacts.put({ name: 'a/b', format: 'text', data: failing() })).rejects.toThrow('no more')
    await expect(
      artifacts.put({ name: 'a/b', format: 'text', data }, { ifRevision: 'absent' }),
    ).rejects.toThrow(/exists already/u)
    const files = await readdir(join(base, 'artifacts'))
    expect(files.filter((file) => !['.meta', '.history'].includes(file))).toEqual([
      expect.stringMatching(/^a%2Fb\.[0-9a-f]{32}\.txt$/u),
    ])
    await artifacts.delete('a/b')
    expect((await readdir(join(base, 'artifacts'))).sort()).toEqual(['.history', '.meta'])
    expect(await readdir(join(base, 'artifacts/.meta'))).toEqual([])
  })

  it('finds damage, never leaves the folder for a damaged entry, and heals by a new write', async () => {
    const { artifacts } = new FileStorage({ base })
    await artifacts.put({ name: 'a', format: 'text', data })
    await artifacts.put({ name: 'b', format: 'text', data })
    const meta = join(base, 'artifacts/.meta/a.json')
    const good = await readFile(meta, 'utf8')
    const file: string = JSON.parse(good).file
    await writeFile(join(base, 'artifacts', file), 'hallo')
    await expect(
      (async () => {
        for await (const _ of (await artifacts.open('a'))?.data ?? []);
      })(),
    ).rejects.toThrow(/damaged/u)
    await rm(join(base, 'artifacts', file))
    await expect(artifacts.open('a')).rejects.toThrow(/is missing/u)
    for (const bad of ['{', good.replace(file, '../../../etc/passwd')]) {
      await writeFile(meta, bad)
      await expect(artifacts.open('a')).rejects.toMatchObject({
        code: 'STORAGE_READ_FAILED',
        hint: expect.any(String),
      })
      expect((await artifacts.list()).map(({ name }) => name)).toEqual(['b'])
    }
    await artifacts.put({ name: 'a', format: 'text', data })
    expect((await artifacts.list()).map(({ name }) => name)).toEqual(['a', 'b'])
  })
})
