import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FileStorage } from '../../src/storage/file/file-storage.ts'
import { MemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { openSession, valueOf } from '../support/open-session.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { textOf } from './support/artifact-text.ts'

const data = new TextEncoder().encode('x')

/** Names that no store takes, by what is wrong with them. */
const wrong: Readonly<Record<string, readonly string[]>> = {
  'leaves its place': ['..', '../a', 'a/../b', 'a/..', './a', 'a/./b', '.'],
  'is absolute': ['/etc/passwd', '//host/share', 'C:/x', 'c:\\x', '\\\\host\\share', 'C:'],
  'has a null or another control character': [
    'a\0b',
    '\0',
    'a\nb',
    'a\rb',
    'a\tb',
    'a\u0007b',
    'a\u007Fb',
    'a\u0085b',
  ],
  'has separators in wrong places': ['a//b', 'a/', 'a\\b', '..\\a', 'a\u2028b'],
  'is written in another form of Unicode': ['e\u0301', 'A\u030A', '\u212B'],
  'looks like a path': ['．．', '．．/a', 'a／b', 'a＼b', '\u2025', '\u2024'],
  'has signs that cannot be seen': [
    'a\u200Bb',
    'a\u200Db',
    'a\u2060b',
    '\uFEFFa',
    'a\u00ADb',
    'a\u3164b',
    'a\u034Fb',
    'a\u180Eb',
    '\u{E0041}a',
  ],
  'changes the direction of writing': ['a\u202Eb', 'a\u2066b', 'a\u200Fb', '\u061Ca'],
  'is not well-formed': ['\uD800', 'a\uDC00b', '\uFFFF', '\u{10FFFE}', '\uE000'],
  'is a device on Windows': ['con', 'NUL', 'aux.txt', 'a/com1', 'LPT9.log', 'com¹', 'ＣＯＮ', 'prn.'],
  'would be hidden or changed by a file system': [
    '.hidden',
    'a/.b',
    '.meta',
    '.artifacts.json',
    '.lock',
    'a.',
    'a ',
    ' a',
    'a/ b',
    'a\u00A0b',
    '\uFE0F',
    '\u0301a',
  ],
  'is empty or too long': ['', 'x'.repeat(201), '漢'.repeat(201)],
}

const stores: readonly (readonly [string, () => Promise<Storage>])[] = [
  ['memory', async () => new MemoryStorage()],
  ['files', async () => new FileStorage({ base: await temporaryFolder() })],
]

for (const [kind, create] of stores) {
  describe(`names in ${kind}`, () => {
    for (const [why, names] of Object.entries(wrong)) {
      it(`refuses, by every way in, a name that ${why}`, async () => {
        const storage = await create()
        await storage.open()
        const { artifacts, workflows } = storage
        const invalid = {
          code: 'NAME_INVALID',
          message: expect.stringMatching(/cannot be the name of .*: .*\. Right would be/su),
        }
        for (const name of names) {
          for (const refused of [
            () => artifacts.put({ name, format: 'text', data }),
            () => artifacts.get(name),
            () => artifacts.open(name),
            () => artifacts.delete(name),
            () => artifacts.history(name),
            () => workflows.put({ name, language: 'python', source: 'def run(): pass' }),
            () => workflows.get(name),
            () => workflows.delete(name),
            () => workflows.history(name),
          ])
            await expect(refused(), JSON.stringify(name)).rejects.toMatchObject(invalid)
          expect(() => new FileStorage({ base: '/nowhere', workspace: name }), JSON.stringify(name)).toThrow(
            /name of a workspace/u,
          )
        }
        expect([await artifacts.list(), await workflows.list()]).toEqual([[], []])
      })
    }

    it('refuses workflows that are no identifiers, keywords, or have a meaning already', async () => {
      const { workflows } = await create()
      for (const name of [
        'a-b',
        '1a',
        'é',
        'a.b',
        'ｆetch',
        '_private',
        'class',
        'None',
        'list',
        'search',
        'invoke',
        'create',
        'delete',
        'get',
        'call_sync',
        'nul',
        'x'.repeat(129),
        'a b',
        'a/b',
      ])
        await expect(workflows.put({ name, language: 'python', source: '1' }), name).rejects.toMatchObject({
          code: 'NAME_INVALID',
        })
    })

    it('refuses names that differ from another only in case or in what cannot be seen', async () => {
      const { artifacts, workflows } = await create()
      for (const [first, second] of [
        ['Report', 'report'],
        ['Straße/Ä', 'straße/ä'],
        ['❤', '❤\uFE0F'],
        ['K', 'k'],
      ] as const) {
        await artifacts.put({ name: first, format: 'text', data })
        await expect(artifacts.put({ name: second, format: 'text', data }), second).rejects.toMatchObject({
          code: 'NAME_INVALID',
          message: expect.stringContaining(`"${first}" exists`),
        })
        expect([await artifacts.get(second), await artifacts.delete(second)]).toEqual([undefined, false])
      }
      await workflows.put({ name: 'Fetch', language: 'python', source: '1' })
      await expect(workflows.put({ name: 'fetch', language: 'python', source: '2' })).rejects.toMatchObject({
        code: 'NAME_INVALID',
      })
      expect(await workflows.get('fetch')).toBeUndefined()
    })

    it('takes what people write, however long its file name would be', async () => {
      const storage = await create()
      const names = [
        'a',
        'größe.csv',
        '2026/Q1/März (final).json',
        '漢'.repeat(200),
        '%2e%2e',
        'a%00b',
        '❤️',
        "it's ~ok~ *really*!",
        'x'.repeat(200),
        '😀'.repeat(200),
        'constant',
        '…',
        'a..b',
        'é'.repeat(200),
      ].sort()
      for (const name of names)
        await storage.artifacts.put({ name, format: 'text', data: new TextEncoder().encode(name) })
      expect((await storage.artifacts.list()).map(({ name }) => name)).toEqual(names)
      for (const name of names) expect(await textOf(storage, name)).toBe(name)
    })
  })
}

describe('names from agent code and from the application', () => {
  it('are refused with the reason and a right one, and nothing is written outside', async () => {
    const folder = await temporaryFolder()
    const session = await openSession({ base: join(folder, 'base') })
    const names = Object.values(wrong)
      .flat()
      .filter((name) => name.isWellFormed())
    const program = `
import json
out = []
for name in json.loads(${JSON.stringify(JSON.stringify(names))}):
    for attempt in (lambda: artifacts.save(name, "x"), lambda: artifacts.load(name), lambda: artifacts.delete(name), lambda: workflows.create(name=name, source="def run(): return 1", description="d"), lambda: workflows.invoke(name)):
        try:
            attempt()
            out.append(["taken", name])
        except Exception as error:
            if "cannot be the name" not in str(error) and "There is no workflow" not in str(error) and "null character" not in str(error): out.append([str(error), name])
out`
    expect(await valueOf(session, program)).toEqual([])
    await expect(session.saveArtifact({ name: '../x', data: 'x' })).rejects.toMatchObject({
      code: 'NAME_INVALID',
    })
    await expect(session.openArtifact('../x')).rejects.toMatchObject({ code: 'NAME_INVALID' })
    await expect(session.createWorkflow({ name: '../x', source: 'def run(): pass' })).rejects.toMatchObject({
      code: 'NAME_INVALID',
    })
    expect([await session.listArtifacts(), await session.listWorkflows()]).toEqual([[], []])
    expect(await readdir(folder)).toEqual(['base'])
  })
})
