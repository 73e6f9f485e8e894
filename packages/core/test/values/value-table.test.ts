import { beforeAll, afterAll, describe, expect, it } from 'vitest'
import { MemoryStorage, Session } from '../../src/index.ts'
import { NAMES, needsLibrary, rowAsRun, saidTool, tableRows } from './value-table.ts'

const LIBRARIES = ['numpy', 'pandas', 'polars', 'pillow', 'matplotlib']
const IMPORTS =
  'import numpy as np, pandas as pd, polars as pl\nfrom PIL import Image\nimport matplotlib.pyplot as plt\n'
const rows = await tableRows()

let session: Session
beforeAll(async () => {
  session = await Session.open({
    storage: new MemoryStorage(),
    deps: LIBRARIES,
    tools: [saidTool()],
    timeoutMs: 600_000,
  })
  const ready = await session.run(NAMES + IMPORTS)
  if (!ready.ok) throw new Error(ready.error.traceback)
}, 600_000)
afterAll(() => session.close())

it('the table has rows of the language, of its library and of others', () => {
  expect(rows.filter((row) => !needsLibrary(row)).length).toBeGreaterThan(50)
  expect(rows.filter(needsLibrary).length).toBeGreaterThan(20)
})

describe('docs/values.md says what happens to', () => {
  it.each(rows)('$expression', async (row) => {
    expect(await rowAsRun(session, row.expression)).toEqual(row)
  })
})

describe('a value of a library', () => {
  it.each([
    ['a frame of over 100,000 cells', 'pd.DataFrame({"a": range(100_001)})', '[100001 rows x 1 columns]'],
    ['an array of over 5,000,000 elements', 'np.zeros(6_000_000)', 'array([0., 0., 0., ..., 0., 0., 0.]'],
    ['a polars frame of over 100,000 cells', 'pl.DataFrame({"a": range(100_001)})', 'shape: (100_001, 1)'],
  ])('%s is a text, marked, and never part of the data', async (_, expression, text) => {
    const alone = await session.run(expression)
    expect(alone).toMatchObject({ ok: true, kind: 'text', text: expect.stringContaining(text) as string })
    const inside = await session.run(`{"rows": 1, "data": ${expression}}`)
    expect(inside).toMatchObject({
      kind: 'json',
      value: { rows: 1, data: expect.stringContaining(text) as string },
      asText: [{ path: ['data'] }],
    })
  })

  it('with missing cells and levels reads as a table with nulls', async () => {
    const code = `pd.DataFrame({"a": [1, np.nan], "b": [pd.NaT, pd.Timestamp("2026-01-02")], "c": [pd.NA, np.inf]},
      index=pd.MultiIndex.from_tuples([("x", 1), ("y", 2)], names=["k", None]))`
    expect(await session.run(code)).toMatchObject({
      kind: 'json',
      value: {
        columns: ['k', 'level_1', 'a', 'b', 'c'],
        rows: [
          ['x', 1, 1, null, null],
          ['y', 2, null, '2026-01-02T00:00:00', 'Infinity'],
        ],
      },
      asText: [
        { path: ['rows', 1, 3], type: 'pandas.Timestamp' },
        { path: ['rows', 1, 4], type: 'float' },
      ],
    })
  })

  it.each([
    ['pd.DataFrame({"a": [1]})', 'to_dict("records")'],
    ['pl.DataFrame({"a": [1]})', 'to_dicts()'],
    ['np.zeros(3)', 'tolist()'],
    ['Image.new("RGB", (2, 2))', 'image.save(buffer, "PNG")'],
  ])('%s is refused as an artifact with what to save instead', async (expression, advice) => {
    expect(await session.run(`artifacts.save("x", ${expression})`)).toMatchObject({
      ok: false,
      error: { name: 'TypeError', message: expect.stringContaining(advice) as string },
    })
  })
})

describe('without being asked', () => {
  const png = expect.stringMatching(/^iVBORw0KGgo/u) as string

  it('a picture as last expression is displayed as PNG', async () => {
    for (const mode of ['RGB', 'L', 'RGBA', 'CMYK', 'F']) {
      const result = await session.run(`Image.new(${JSON.stringify(mode)}, (2, 2))`)
      expect(result, mode).toMatchObject({ ok: true, kind: 'text', displays: [{ ofValue: true }] })
      expect(result.displays[0]?.data['image/png'], mode).toEqual(png)
      expect(result.stderr, mode).toBe('')
    }
  })

  it('a frame as last expression is displayed as a table, beside its data', async () => {
    for (const library of ['pd', 'pl'])
      expect(await session.run(`${library}.DataFrame({"a": [1]})`)).toMatchObject({
        kind: 'json',
        value: { columns: ['a'], rows: [[1]] },
        displays: [{ ofValue: true, data: { 'text/html': expect.stringContaining('<table') as string } }],
      })
  })

  it('figures are displayed at plt.show(), at the end, and once, without a warning', async () => {
    const code =
      'print("one")\nplt.plot([1, 2]); plt.show(); print("two")\nplt.figure(); figure = plt.figure(); figure'
    const order: string[] = []
    const result = await session.run(code, {
      onEvent: (event) => {
        if (event.type === 'output') order.push(event.text.trim())
        if (event.type === 'display') order.push('figure')
      },
    })
    expect(order).toEqual(['one', 'figure', 'two', 'figure', 'figure'])
    expect(result).toMatchObject({ ok: true, stderr: '', displays: [{}, {}, { ofValue: true }] })
    for (const display of result.displays) expect(display.data['image/png']).toEqual(png)
    expect((await session.run('len(plt.get_fignums())')).displays).toEqual([])
  })

  it('figures that a failing program left open are displayed too', async () => {
    const result = await session.run('plt.plot([1, 2])\n1 / 0')
    expect(result).toMatchObject({ ok: false, displays: [{ data: { 'image/png': png } }] })
  })

  it('a figure that cannot be drawn is named, and the run goes on', async () => {
    const result = await session.run('plt.title("$\\\\wrong{$"); 7')
    expect(result).toMatchObject({ ok: true, value: 7 })
    expect(result.stderr).toMatch(/display: matplotlib.figure.Figure cannot be drawn: ValueError/u)
  })
})
