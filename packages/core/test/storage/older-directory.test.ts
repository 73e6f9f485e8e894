import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FileStorage } from '../../src/storage/file/file-storage.ts'
import { openSession, valueOf } from '../support/open-session.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** A directory as the older Python system leaves it, or with its earlier name for workflows and place for packages. */
const files: Readonly<Record<string, string | Uint8Array>> = {
  'tools/echo.yaml':
    'name: echo\ndescription: Says it again\ncommand: echo\nschema:\n  positional:\n    - {name: text, type: string, required: true}\nrecipes:\n  say:\n    description: Says it\n    params:\n      text: {}\n',
  'workflows/double.py':
    '"""Doubles a number."""\n\nasync def run(number: int) -> int:\n    """Not this one."""\n    return number * 2\n',
  'workflows/_helper.py': 'this is not even Python',
  'skills/double.py': 'async def run(number):\n    """The older one."""\n    return "old"\n',
  'skills/shout.py':
    '"""Shouts a text."""\n\nasync def run(text: str) -> str:\n    return tools.echo.say(text=text.upper())\n',
  'skills/given.py':
    '"""Uses what it is given."""\n\nasync def run(text: str, tools, skills, *, artifacts, deps=None):\n    return [text, tools.echo.say(text="t").strip(), skills.invoke("double", number=2), len(artifacts.list()), getattr(deps, "list", lambda: deps)()]\n',
  'skills/named.py':
    '"""Uses the older name."""\n\nasync def run():\n    return [skills.double(number=3), len(skills.list())]\n',
  'skills/_private.py': 'x',
  'artifacts/.artifacts.json': JSON.stringify({
    report: {
      description: 'Figures',
      created_at: '2025-03-01T12:30:00.123456',
      metadata: { _data_type: 'json', rows: 2 },
    },
    'notes/today.txt': {
      description: 'Notes',
      created_at: '2025-03-02T00:00:00+00:00',
      metadata: { _data_type: 'text' },
    },
    'logo.png': { description: '', created_at: '2025-03-03T00:00:00Z', metadata: { _data_type: 'bytes' } },
    gone: { description: 'Its file was deleted', created_at: '2025-03-03T00:00:00Z', metadata: {} },
  }),
  'artifacts/report': '{"a": [1, 2.5, null]}',
  'artifacts/notes/today.txt': 'grüße',
  'artifacts/logo.png': new Uint8Array([0x89, 0x50, 0, 255]),
  'artifacts/raw/by-hand.csv': 'a,b\n1,2\n',
  'artifacts/raw.bin': new Uint8Array([255, 254, 0]),
  'requirements.txt': '# packages\nattrs>=20\n',
}

async function write(base: string, content: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  for (const [path, text] of Object.entries(content)) {
    await mkdir(dirname(join(base, path)), { recursive: true })
    await writeFile(join(base, path), text)
  }
  return base
}

const names = ['logo.png', 'notes/today.txt', 'raw.bin', 'raw/by-hand.csv', 'report']

describe('a directory of the older Python system', () => {
  it('opens as it is: workflows, artifacts, packages and tools, for the application', async () => {
    const base = await write(await temporaryFolder(), files)
    const session = await openSession({ base })
    expect((await session.listWorkflows()).map(({ name, description }) => [name, description])).toEqual([
      ['double', 'Doubles a number.'],
      ['given', 'Uses what it is given.'],
      ['named', 'Uses the older name.'],
      ['shout', 'Shouts a text.'],
    ])
    const given = await session.getWorkflow('given')
    expect(given?.parameters.map(({ name }) => name)).toEqual(['text'])
    expect((await session.searchWorkflows('shout a text'))[0]?.name).toBe('shout')
    expect((await session.getWorkflow('double'))?.source).toBe(files['workflows/double.py'])
    expect(await session.listDeps()).toEqual(['attrs>=20'])
    expect((await session.listTools()).map(({ name }) => name)).toContain('echo')
    const infos = await session.listArtifacts()
    expect(infos.map(({ name, format }) => [name, format])).toEqual([
      ['logo.png', 'bytes'],
      ['notes/today.txt', 'text'],
      ['raw.bin', 'bytes'],
      ['raw/by-hand.csv', 'text'],
      ['report', 'json'],
    ])
    expect(infos.at(-1)).toMatchObject({
      description: 'Figures',
      metadata: { rows: 2 },
      createdAt: '2025-03-01T12:30:00.123Z',
      sizeBytes: 21,
    })
    expect((await session.loadArtifact('report'))?.value).toEqual({ a: [1, 2.5, null] })
    expect((await session.loadArtifact('logo.png'))?.value).toEqual(files['artifacts/logo.png'])
    expect(await session.loadArtifact('gone')).toBeUndefined()
    expect(await session.loadArtifact('notes')).toBeUndefined()
    expect(await session.problems()).toEqual([])
  })

  it('is used from agent code: loaded with right types, invoked, overwritten and deleted', async () => {
    const base = await write(await temporaryFolder(), files)
    const session = await openSession({ base })
    expect(await valueOf(session, '[a["name"] for a in artifacts.list()]')).toEqual(names)
    expect(await valueOf(session, 'artifacts.load("report")["a"][1] + 1')).toBe(3.5)
    expect(await valueOf(session, 'artifacts.load("notes/today.txt") + "!"')).toBe('grüße!')
    expect(await valueOf(session, 'list(artifacts.load("logo.png"))')).toEqual([0x89, 0x50, 0, 255])
    expect(await valueOf(session, 'artifacts.load("raw/by-hand.csv").splitlines()[1]')).toBe('1,2')
    expect(
      await valueOf(
        session,
        'artifacts.exists("raw.bin"), artifacts.exists("gone"), artifacts.get("report")["description"]',
      ),
    ).toEqual([true, false, 'Figures'])
    expect(await valueOf(session, 'workflows.double(number=4)')).toBe(8)
    expect(await valueOf(session, 'workflows.invoke("shout", text="hi").strip()')).toBe('HI')
    expect(await valueOf(session, '[w["name"] for w in workflows.search("doubles a number")][0]')).toBe(
      'double',
    )
    expect(await valueOf(session, 'workflows.given(text="a")')).toEqual(['a', 't', 4, 5, ['attrs>=20']])
    expect(await valueOf(session, 'await workflows.given.call_async(text="a", deps=1)')).toEqual([
      'a',
      't',
      4,
      5,
      1,
    ])
    expect(await valueOf(session, 'workflows.named()')).toEqual([6, 4])
    expect(await valueOf(session, 'deps.list()')).toEqual(['attrs>=20'])

    await valueOf(session, 'artifacts.save("report", b"new"); artifacts.save("raw/by-hand.csv", [1])')
    expect(
      await valueOf(session, 'artifacts.load("report").decode(), artifacts.load("raw/by-hand.csv")'),
    ).toEqual(['new', [1]])
    // The older system still finds what it wrote, and its index is as it was.
    expect(await readFile(join(base, 'artifacts/.artifacts.json'), 'utf8')).toBe(
      files['artifacts/.artifacts.json'],
    )
    for (const name of names) await valueOf(session, `artifacts.delete(${JSON.stringify(name)})`)
    expect(await valueOf(session, 'artifacts.list()')).toEqual([])
    expect(await valueOf(session, 'artifacts.exists("report"), artifacts.delete("report")')).toEqual([
      false,
      false,
    ])
    expect((await readdir(join(base, 'artifacts'))).filter((file) => !file.startsWith('.'))).toEqual([])
    expect(Object.keys(JSON.parse(await readFile(join(base, 'artifacts/.artifacts.json'), 'utf8')))).toEqual([
      'gone',
    ])

    await valueOf(
      session,
      'workflows.create(name="shout", source="def run(text: str):\\n    return text + \'?\'", description="Asks")',
    )
    expect(await valueOf(session, 'workflows.shout(text="hi")')).toBe('hi?')
    expect(await readFile(join(base, 'skills/shout.py'), 'utf8')).toBe(files['skills/shout.py'])
    expect(
      await valueOf(
        session,
        '[workflows.delete(n) for n in ("shout", "double", "given", "named")], workflows.list()',
      ),
    ).toEqual([[true, true, true, true], []])
    expect([
      await readdir(join(base, 'skills')),
      (await readdir(join(base, 'workflows'))).filter((file) => !file.startsWith('.')),
    ]).toEqual([['_private.py'], ['_helper.py']])
  }, 60_000)

  it('keeps all artifacts when their index is broken, and says so', async () => {
    const told = expect.stringMatching(/\.artifacts\.json" could not be read: it is not a JSON object/u)
    for (const [index, problems, after] of [
      ['{"report": {', [told], '{"report": {'],
      ['[]', [told], '[]'],
      ['null', [told], 'null'],
      // What it says is useless, but it is an index.
      [
        '{"report": 7, "logo.png": {"metadata": "x"}}',
        [],
        '{\n  "logo.png": {\n    "metadata": "x"\n  }\n}\n',
      ],
    ] as const) {
      const base = await write(await temporaryFolder(), { ...files, 'artifacts/.artifacts.json': index })
      const session = await openSession({ base })
      expect((await session.listArtifacts()).map(({ name }) => name)).toEqual(names)
      expect((await session.loadArtifact('report'))?.value).toBe('{"a": [1, 2.5, null]}')
      expect((await session.problems()).map(({ message }) => message)).toEqual(problems)
      expect(await session.deleteArtifact('report')).toBe(true)
      expect(await readFile(join(base, 'artifacts/.artifacts.json'), 'utf8')).toBe(after)
    }
  })

  it('is read in a workspace too, and packages come from the older place while there is no other', async () => {
    const root = await temporaryFolder()
    const { 'requirements.txt': _, ...rest } = files
    await write(join(root, 'workspaces/team-a'), {
      ...rest,
      'deps/requirements.txt': '# ours\nhttpx\n\nattrs\n',
    })
    const storage = new FileStorage({ base: root, workspace: 'team-a' })
    await storage.open()
    expect((await storage.artifacts.list()).map(({ name }) => name)).toEqual(names)
    expect((await storage.workflows.list()).map(({ name }) => name)).toEqual([
      'double',
      'given',
      'named',
      'shout',
    ])
    const { requirements, revision } = await storage.requirements.list()
    expect(requirements).toEqual(['httpx', 'attrs'])
    await storage.requirements.replace(['attrs', 'rich'], { ifRevision: { revision } })
    const place = join(root, 'workspaces/team-a')
    expect(await readFile(join(place, 'requirements.txt'), 'utf8')).toBe('# ours\n\nattrs\nrich\n')
    expect(await readFile(join(place, 'deps/requirements.txt'), 'utf8')).toBe('# ours\nhttpx\n\nattrs\n')
    await storage.requirements.replace([])
    expect((await storage.requirements.list()).requirements).toEqual([])
    expect(await new FileStorage({ base: root }).artifacts.list()).toEqual([])
  })

  it('tells of names that cannot be used, and loads the rest', async () => {
    const base = await write(await temporaryFolder(), {
      ...files,
      'artifacts/ends with a dot.': 'x',
      'skills/my-skill.py': 'x',
    })
    const session = await openSession({ base })
    expect((await session.listArtifacts()).map(({ name }) => name)).toEqual(names)
    const told = (await session.problems()).map(({ message }) => message)
    expect(told).toEqual([
      expect.stringMatching(/"my-skill\.py" is not loaded.*Rename it/u),
      expect.stringMatching(
        /ends with a dot\.".*cannot be the name of an artifact, a part ends with a dot.*Rename it/u,
      ),
    ])
  })

  it('refuses a write on a revision that an older file no longer has, and remembers what it was', async () => {
    const base = await write(await temporaryFolder(), files)
    const { artifacts, workflows } = new FileStorage({ base })
    const data = new TextEncoder().encode('1')
    const before = await artifacts.get('report')
    await expect(
      artifacts.put({ name: 'report', format: 'text', data }, { ifRevision: 'absent' }),
    ).rejects.toMatchObject({ code: 'REVISION_CONFLICT' })
    await writeFile(join(base, 'artifacts/report'), '{}')
    const stale = { ifRevision: { revision: before?.revision ?? '' } }
    await expect(artifacts.delete('report', stale)).rejects.toMatchObject({ code: 'REVISION_CONFLICT' })
    await workflows.put({ name: 'shout', language: 'python', source: 'def run(): return 1' })
    expect((await workflows.history('shout')).map(({ source }) => source)).toEqual([files['skills/shout.py']])
    await rm(join(base, 'skills'), { recursive: true })
    expect(await workflows.delete('shout')).toBe(true)
  })
})
