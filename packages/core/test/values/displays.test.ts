import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MemoryStorage, renderResult, Session } from '../../src/index.ts'
import { openSession } from '../support/open-session.ts'

let session: Session
beforeAll(async () => {
  session = await Session.open({ storage: new MemoryStorage() })
})
afterAll(() => session.close())

const PNG = 'b"\\x89PNG"'

describe('display', () => {
  it('shows every usual form of a value', async () => {
    const code = `
class Shown:
    def _repr_html_(self): return '<b>1</b>'
    def _repr_markdown_(self): return '**1**', {'isolated': True}
    def _repr_svg_(self): return '<svg/>'
    def _repr_png_(self): return ${PNG}
    def _repr_latex_(self): return '$1$'
    def _repr_json_(self): return {'one': 1, 'when': __import__('datetime').date(2026, 1, 2)}
    def __repr__(self): return 'one'
display(Shown())`
    expect((await session.run(code)).displays).toEqual([
      {
        data: {
          'text/html': '<b>1</b>',
          'text/markdown': '**1**',
          'image/svg+xml': '<svg/>',
          'image/png': 'iVBORw==',
          'text/latex': '$1$',
          'application/json': '{"one":1,"when":"2026-01-02"}',
          'text/plain': 'one',
        },
      },
    ])
  })

  it.each([
    ['a bundle', 'def _repr_mimebundle_(self, include=None, exclude=None): return {"text/html": "<i>"}'],
    ['a bundle with metadata', 'def _repr_mimebundle_(self, **k): return {"text/html": "<i>"}, {"a": 1}'],
    ['a bundle of a method without arguments', 'def _repr_mimebundle_(self): return {"text/html": "<i>"}'],
  ])('takes %s', async (_, method) => {
    const code = `class B:\n  ${method}\n  def __repr__(self): return "b"\ndisplay(B())`
    expect((await session.run(code)).displays).toEqual([{ data: { 'text/html': '<i>', 'text/plain': 'b' } }])
  })

  it.each([
    ['raises', 'raise ValueError("no")', /display: _repr_html_ of C failed: ValueError: no/u],
    ['gives a number', 'return 5', /display: _repr_html_ of C gave int, not text/u],
  ])('says which form it could not have when a method %s, and shows the others', async (_, body, told) => {
    const code = `class C:\n  def _repr_html_(self): ${body}\n  def _repr_latex_(self): return "$1$"\n  def __repr__(self): return "c"\ndisplay(C()); 3`
    const result = await session.run(code)
    expect(result).toMatchObject({ ok: true, value: 3 })
    expect(result.displays).toEqual([{ data: { 'text/latex': '$1$', 'text/plain': 'c' } }])
    expect(result.stderr).toMatch(told)
  })

  it('is silent about a form that a value says it has not', async () => {
    const code =
      'class N:\n  def _repr_html_(self): raise NotImplementedError\n  def __repr__(self): return "n"\ndisplay(N())'
    expect(await session.run(code)).toMatchObject({ stderr: '', displays: [{ data: { 'text/plain': 'n' } }] })
  })

  it('does not believe a value that has every attribute there is', async () => {
    const code = 'import unittest.mock\ndisplay(unittest.mock.MagicMock()); unittest.mock.Mock()'
    const result = await session.run(code)
    expect(result).toMatchObject({ ok: true, kind: 'text', stderr: '' })
    expect(result.displays).toEqual([
      { data: { 'text/plain': expect.stringContaining('MagicMock') as string } },
    ])
  })

  it('keeps the order, large ones and small ones', async () => {
    const code =
      'class H:\n  def __init__(self, n): self.n = n\n  def _repr_html_(self): return str(self.n) + "x" * self.n\n' +
      'for n in (3_000_000, 1, 2_000_000, 2): display(H(n))'
    const told: number[] = []
    const numberOf = (html: string | undefined): number => Number.parseInt(html ?? '')
    const result = await session.run(code, {
      onEvent: (event) => {
        if (event.type === 'display') told.push(numberOf(event.display.data['text/html']))
      },
    })
    expect(result.displays.map((one) => numberOf(one.data['text/html']))).toEqual([
      3_000_000, 1, 2_000_000, 2,
    ])
    expect(told).toEqual([3_000_000, 1, 2_000_000, 2])
  })

  it('is kept by a run that fails, times out, or ends its interpreter', async () => {
    const short = await openSession({ timeoutMs: 1_000 })
    for (const end of ['1 / 0', 'while True: pass', 'import os, time; time.sleep(0.2); os._exit(3)'])
      expect(await short.run(`display("kept")\n${end}`), end).toMatchObject({
        ok: false,
        displays: [{ data: { 'text/plain': 'kept' } }],
      })
  })
})

describe('a last expression that can show itself', () => {
  it('is displayed once, also to a model: HTML as HTML, a table as its text', async () => {
    const html = 'class Page:\n  def _repr_html_(self): return "<h1>Hi</h1>"\nPage()'
    const result = await session.run(html)
    expect(result).toMatchObject({ kind: 'text', displays: [{ ofValue: true }] })
    expect(renderResult(result)).toEqual([{ type: 'text', text: '<h1>Hi</h1>' }])
  })

  it('is shown as a picture and as nothing else', async () => {
    const code = `class P:\n  def _repr_png_(self): return ${PNG}\nprint("out")\nP()`
    expect(renderResult(await session.run(code))).toEqual([
      { type: 'image', data: 'iVBORw==', mimeType: 'image/png' },
      { type: 'text', text: 'out' },
    ])
  })

  it('stays a plain value where it is a class, or its forms fail', async () => {
    const code =
      'class Q:\n  def _repr_html_(self): raise ValueError("no")\n  def __repr__(self): return "q"\n'
    expect(await session.run(`${code}Q`)).toMatchObject({ kind: 'text', displays: [], stderr: '' })
    const broken = await session.run('Q()')
    expect(broken).toMatchObject({ ok: true, kind: 'text', text: 'q', displays: [] })
    expect(broken.stderr).toContain('_repr_html_ of Q failed')
  })
})

describe('displays over their budget', () => {
  it('are left out and counted, the others stay', async () => {
    const small = await openSession({ limits: { outputBytes: 100_000 } })
    const result = await small.run(
      'display("a" * 60_000); display("b" * 60_000); display("c" * 1_000); print("out")',
    )
    expect(result.displays.map((one) => one.data['text/plain']?.[0])).toEqual(['a', 'c'])
    expect(result).toMatchObject({ ok: true, stdout: 'out\n' })
    expect(result.truncated).toContainEqual({ what: 'displays', kept: 61_512, of: 121_768 })
  })

  it('that no message can carry say so in their place', { timeout: 120_000 }, async () => {
    const code =
      'class Big:\n  def _repr_html_(self): return "h" * 100_000_000\n  def __repr__(self): return "big"\ndisplay(Big()); 5'
    const result = await session.run(code)
    expect(result).toMatchObject({ ok: true, value: 5 })
    expect(result.displays).toEqual([
      {
        data: {
          'text/plain': expect.stringMatching(
            /text\/html of 100000000 bytes.*artifacts.save.*\nbig$/u,
          ) as string,
        },
      },
    ])
  })
})
