import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MemoryStorage, Session } from '../../src/index.ts'

let session: Session
beforeAll(async () => {
  session = await Session.open({ storage: new MemoryStorage(), timeoutMs: 120_000 })
})
afterAll(() => session.close())

const rootText: readonly (readonly [string, string])[] = [
  ['b"x"', "b'x'"],
  ['2**53', '9007199254740992'],
  ['float("nan")', 'nan'],
  ['"\\ud800"', "'\\ud800'"],
  ['{1: 2, "1": 3}', "{1: 2, '1': 3}"],
  ['import decimal\ndecimal.Decimal("1.10")', "Decimal('1.10')"],
  ['range(10**30)', 'range(0, 1000000000000000000000000000000)'],
  ['10**5000', `1${'0'.repeat(5000)}`],
]

describe('a value that is a text as a whole', () => {
  it.each(rootText)('%s has no value, and its repr as text', async (code, text) => {
    const result = await session.run(code)
    expect(result).toMatchObject({ ok: true, kind: 'text', text })
    expect(result).not.toHaveProperty('value')
    expect(result).not.toHaveProperty('asText')
  })
})

const CLASSES = `
class BrokenRepr:
    def __repr__(self): raise ValueError('no')
class NumberRepr:
    def __repr__(self): return 5
class ExitRepr:
    def __repr__(self): raise SystemExit
class Lie:
    __class__ = property(lambda self: dict)
    def __getattr__(self, name): return self
    def __repr__(self): return '<lie>'
class BrokenList(list):
    def __iter__(self): raise RuntimeError('no')
    def __len__(self): return 10**12
class BrokenDict(dict):
    def items(self): raise RuntimeError('no')
    def __getitem__(self, key): raise RuntimeError('no')
class Unsortable:
    def __lt__(self, other): raise RuntimeError('no')
    def __hash__(self): return 1
    def __repr__(self): return '<u>'
class Meta(type):
    def __getattr__(cls, name): raise ValueError(name)
    @property
    def __name__(cls): raise ValueError
    @property
    def __module__(cls): return 5
class Strange(metaclass=Meta):
    def __repr__(self): return '<strange>'
import dataclasses, unittest.mock
@dataclasses.dataclass
class Fields:
    a: int
    def __getattribute__(self, name):
        if name == 'a': raise RuntimeError('no')
        return object.__getattribute__(self, name)
    def __repr__(self): return '<fields>'
`
const odd: readonly (readonly [string, unknown, readonly string[]])[] = [
  ['BrokenRepr()', '<BrokenRepr object whose repr failed: ValueError>', ['BrokenRepr']],
  ['NumberRepr()', '<NumberRepr object whose repr failed: TypeError>', ['NumberRepr']],
  ['ExitRepr()', '<ExitRepr object whose repr failed: SystemExit>', ['ExitRepr']],
  ['Lie()', '<lie>', ['Lie']],
  ['BrokenList([1, 2])', [1, 2], []],
  ['BrokenDict(a=1)', { a: 1 }, []],
  ['[{Unsortable()}]', [['<u>']], ['Unsortable']],
  ['Strange()', '<strange>', ['Strange']],
  ['Fields(1)', '<fields>', ['Fields']],
  ['unittest.mock.MagicMock(spec=dict)', expect.stringContaining('MagicMock'), ['unittest.mock.MagicMock']],
  ['{"\\ud800": 1}', { "'\\ud800'": 1 }, ['dict']],
  ['{"__proto__": 2**60}', JSON.parse('{"__proto__": "1152921504606846976"}'), ['int']],
  ['{"marks": [[[], "text"]], "asText": 1}', { marks: [[[], 'text']], asText: 1 }, []],
]

describe('a value that breaks its promises', () => {
  it.each(odd)('%s never breaks a run', async (expression, value, types) => {
    await session.run(CLASSES)
    const result = await session.run(`["before", ${expression}, "after"]`)
    expect(result).toMatchObject({ ok: true, kind: 'json', value: ['before', value, 'after'] })
    const marks = result.ok && result.kind === 'json' ? (result.asText ?? []) : []
    expect(marks.map((mark) => mark.type)).toEqual(types)
    expect(await session.run('1 + 1')).toMatchObject({ value: 2, stateLost: false })
  })

  it('that changes while it is read is said as it was', async () => {
    const code = `items = {"a": None, "b": 1}
class Grow:
    def __repr__(self):
        items[str(len(items))] = 1
        return '<grow>'
items["a"] = Grow()
items`
    expect(await session.run(code)).toMatchObject({ ok: true, value: { a: '<grow>', b: 1 } })
  })

  it('whose repr never ends is stopped at the deadline, and variables are kept', async () => {
    const code = 'class Endless:\n  def __repr__(self):\n    while True: pass\nkept = 5\n[Endless()]'
    expect(await session.run(code, { timeoutMs: 1_000 })).toMatchObject({
      ok: false,
      error: { kind: 'timeout' },
    })
    expect(await session.run('kept')).toMatchObject({ value: 5, stateLost: false })
  })

  it('that holds itself closes where it does, and shared parts are said at each place', async () => {
    const code = 'part = {"n": 1}\nloop = [part, part]\nloop.append({"back": loop})\nloop'
    expect(await session.run(code)).toMatchObject({
      value: [{ n: 1 }, { n: 1 }, { back: '[...]' }],
      asText: [{ path: [2, 'back'], type: 'list' }],
    })
  })

  it('nested deeper than can be said is a text from there on', async () => {
    const result = await session.run('deep = "end"\nfor _ in range(300): deep = [deep]\ndeep')
    if (!result.ok || result.kind !== 'json') throw new Error(JSON.stringify(result))
    const [mark] = result.asText ?? []
    expect(mark?.path.length).toBe(180)
    let place: unknown = result.value
    for (const step of mark?.path ?? []) place = (place as readonly unknown[])[Number(step)]
    expect(place).toBe(`${'['.repeat(120)}'end'${']'.repeat(120)}`)
  })

  it('that takes long to be said is stopped at the deadline, and variables are kept', async () => {
    const code = 'kept = 6\nmany = [[n] for n in range(1_500_000)]\nsaid = True\nmany'
    const ready = await session.run(code.slice(0, -'many'.length))
    expect(ready).toMatchObject({ ok: true })
    expect(await session.run('many', { timeoutMs: 300 })).toMatchObject({
      ok: false,
      error: { kind: 'timeout' },
      stateLost: false,
    })
    expect(await session.run('kept')).toMatchObject({ value: 6, stateLost: false })
  })

  it('that has no end when it is written out is a text', { timeout: 120_000 }, async () => {
    const code = 'shared = [1]\nfor _ in range(60): shared = [shared, shared]\nkept = 1\nshared'
    expect(await session.run(code)).toMatchObject({
      kind: 'text',
      text: '<list of 2 items, too large to be shown>',
    })
    expect(await session.run('kept')).toMatchObject({ value: 1 })
  })

  it('a generator is not consumed, a closed file and a released view are texts', async () => {
    const code = 'g = (n for n in range(3))\nv = memoryview(b"a"); v.release()\n[g, v]'
    expect(await session.run(code)).toMatchObject({
      kind: 'json',
      asText: [{ type: 'generator' }, { type: 'memoryview' }],
    })
    expect(await session.run('list(g)')).toMatchObject({ value: [0, 1, 2] })
  })
})

describe('a large value', () => {
  it(
    'with more places for texts than can be named is its repr, whole in an artifact',
    { timeout: 120_000 },
    async () => {
      const result = await session.run('import datetime\n[datetime.date(2026, 1, 2)] * 200_001')
      expect(result).toMatchObject({ ok: true, kind: 'text' })
      expect(result.text).toBe(
        `[${Array.from({ length: 200_001 }, () => 'datetime.date(2026, 1, 2)').join(', ')}]`,
      )
      const [kept] = result.truncated
      expect(kept).toMatchObject({ what: 'text', kept: result.text.length, of: result.text.length })
      expect(await session.loadArtifact(kept?.artifact ?? '')).toMatchObject({ value: result.text })
    },
  )

  it('of 50 MB comes back whole', { timeout: 120_000 }, async () => {
    const result = await session.run('["x" * 1000] * 50_000')
    if (!result.ok || !Array.isArray(result.value)) throw new Error(result.text.slice(0, 200))
    expect(result.value).toHaveLength(50_000)
    expect(new Set(result.value)).toEqual(new Set(['x'.repeat(1000)]))
    expect(result.truncated).toContainEqual({ what: 'text', kept: 1_048_576, of: 50_200_000 })
  })

  it('of 10,000,000 items is a text whose length is said', { timeout: 120_000 }, async () => {
    const result = await session.run('list(range(10_000_000))')
    expect(result).toMatchObject({ ok: true, kind: 'text', truncated: [{ what: 'text', of: 88_888_890 }] })
    expect(result.text).toHaveLength(16 * 1024 * 1024)
  })

  it('of a million numbers is data', { timeout: 120_000 }, async () => {
    const result = await session.run('[n / 2 for n in range(1_000_000)]')
    expect(result.ok && Array.isArray(result.value) ? result.value.slice(-1) : result).toEqual([499_999.5])
  })

  it('keeps whole characters where its text is cut, and counts them', { timeout: 120_000 }, async () => {
    const result = await session.run('class Long:\n  def __repr__(self): return "😀" * 17_000_000\nLong()')
    expect(result).toMatchObject({ kind: 'text' })
    expect(result.text.isWellFormed()).toBe(true)
    const [cut] = result.truncated
    expect(cut).toMatchObject({ what: 'text', of: 17_000_000 })
    expect(cut?.kept).toBe(result.text.length / 2)
  })
})
