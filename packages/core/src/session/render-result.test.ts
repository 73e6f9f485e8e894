import { describe, expect, it } from 'vitest'
import { renderResult } from './render-result.ts'
import type { RunBase, RunError, RunResult } from './run-result.ts'

const base: RunBase = {
  runId: 'r',
  text: '',
  stdout: '',
  stderr: '',
  displays: [],
  durationMs: 1,
  calls: 0,
  stateLost: false,
  truncated: [],
}
const succeeded = (
  fields: Partial<RunBase & { kind: 'none' | 'json' | 'text'; value: string | number }>,
): RunResult => {
  const { kind = 'none', value, ...rest } = fields
  return kind === 'json'
    ? { ...base, ...rest, ok: true, kind, value: value ?? null }
    : { ...base, ...rest, ok: true, kind }
}
const failed = (error: Partial<RunError>, fields: Partial<RunBase> = {}): RunResult => ({
  ...base,
  ok: false,
  error: {
    kind: 'program',
    name: 'ValueError',
    message: 'bad',
    traceback: 'line 1\nValueError: bad\n',
    ...error,
  },
  ...fields,
})
const textOf = (result: RunResult, maxCharacters?: number): string =>
  renderResult(result, maxCharacters === undefined ? {} : { maxCharacters })
    .flatMap((content) => (content.type === 'text' ? [content.text] : []))
    .join('\n')

describe('what a model reads of a run', () => {
  it('is the repr of the value alone when there is nothing else', () => {
    expect(renderResult(succeeded({ kind: 'json', value: 84, text: '84' }))).toEqual([
      { type: 'text', text: '84' },
    ])
  })

  it('is a text of many lines as it is, and one of a single line as its repr', () => {
    expect(textOf(succeeded({ kind: 'json', value: 'a\nb', text: "'a\\nb'" }))).toBe('a\nb')
    expect(textOf(succeeded({ kind: 'json', value: '42', text: "'42'" }))).toBe("'42'")
  })

  it('has the value first and then both streams under their names', () => {
    const result = succeeded({ kind: 'json', value: 1, text: '1', stdout: 'out\n', stderr: 'err\n' })
    expect(textOf(result)).toBe('1\n\nStdout:\nout\n\nStderr:\nerr')
  })

  it('is what was printed, without a heading, when that is all there is', () => {
    expect(textOf(succeeded({ stdout: 'hello\n' }))).toBe('hello')
    expect(textOf(succeeded({ stderr: 'warning\n' }))).toBe('Stderr:\nwarning')
  })

  it('says so when there is nothing', () => {
    expect(textOf(succeeded({}))).toBe('(no output)')
  })

  it('has the traceback and the hint before the output of a program that failed', () => {
    expect(textOf(failed({ hint: 'try this' }, { stdout: 'before\n' }))).toBe(
      'line 1\nValueError: bad\n\nHint: try this\n\nStdout:\nbefore',
    )
  })

  it('names the error when there is no traceback', () => {
    expect(textOf(failed({ kind: 'timeout', name: 'Timeout', message: 'over 50 s', traceback: '' }))).toBe(
      'Timeout: over 50 s',
    )
  })

  it('says why a run was stopped before where it was', () => {
    const traceback = 'File "cell-1", line 2\nKeyboardInterrupt\n'
    expect(textOf(failed({ kind: 'timeout', name: 'Timeout', message: 'over 50 s', traceback }))).toBe(
      'Timeout: over 50 s\n\nFile "cell-1", line 2\nKeyboardInterrupt',
    )
  })

  it('says plainly that variables are gone', () => {
    expect(textOf(succeeded({ kind: 'json', value: 1, text: '1', stateLost: true }))).toBe(
      '1\n\nThe interpreter was restarted; variables of earlier runs are gone.',
    )
    expect(textOf(failed({ kind: 'crashed' }, { stateLost: true }))).toContain(
      'variables of earlier runs are gone',
    )
  })

  it('names what was cut and the artifact that holds all of it', () => {
    const truncated = [
      { what: 'stdout', kept: 1_000, of: 20_000, artifact: 'runs/1/stdout' },
      { what: 'stderr', kept: 1, of: 2 },
      { what: 'text', kept: 5, of: 9 },
    ]
    expect(textOf(succeeded({ stdout: 'x', truncated }))).toBe(
      'x\n\n[stdout was cut: 1,000 of 20,000 kept. All that was kept: artifacts.load("runs/1/stdout"); read it in parts.]\n\n[stderr was cut: 1 of 2 kept.]\n\n[text was cut: it has 9 characters. Assign the value to a variable and print a part.]',
    )
  })

  it('shows pictures as pictures and other displays in the form that is easiest to read', () => {
    const displays = [
      { data: { 'text/plain': '<Figure>', 'image/png': 'aGk=\naGk=\n' } },
      { data: { 'text/html': '<b>1</b>', 'text/plain': 'one' } },
      { data: { 'text/html': '<i>2</i>' } },
      { data: { 'application/x-unknown': '?' } },
    ]
    expect(renderResult(succeeded({ displays, stdout: 'after' }))).toEqual([
      { type: 'image', data: 'aGk=aGk=', mimeType: 'image/png' },
      {
        type: 'text',
        text: 'one\n\n<i>2</i>\n\n(a display of type application/x-unknown, which cannot be shown here)\n\nStdout:\nafter',
      },
    ])
  })

  it('shows the value that shows itself once: a picture as picture, a table as its text', () => {
    const picture = { data: { 'image/png': 'aGk=', 'text/plain': '<Image>' }, ofValue: true } as const
    expect(
      renderResult(succeeded({ kind: 'text', text: '<Image>', displays: [picture], stdout: 'out' })),
    ).toEqual([
      { type: 'image', data: 'aGk=', mimeType: 'image/png' },
      { type: 'text', text: 'out' },
    ])
    const table = { data: { 'text/html': '<table>', 'text/plain': ' a\n 1' }, ofValue: true } as const
    expect(textOf(succeeded({ kind: 'json', value: 1, text: ' a\n 1', displays: [table] }))).toBe(' a\n 1')
    const html = {
      data: { 'text/html': '<b>', 'text/plain': '<x.HTML object at 0x1>' },
      ofValue: true,
    } as const
    expect(textOf(succeeded({ kind: 'text', text: '<x.HTML object at 0x1>', displays: [html] }))).toBe('<b>')
  })

  it('stays within its bounds with endless displays and huge pictures, and says what is left out', () => {
    const displays = [
      { data: { 'image/png': 'A'.repeat(6_000_000), 'text/plain': '<Figure>' } },
      ...Array.from({ length: 6 }, () => ({ data: { 'image/png': 'A'.repeat(4_000_000) } })),
      ...Array.from({ length: 10_000 }, (_, index) => ({ data: { 'text/plain': `${index}.`.repeat(50) } })),
    ]
    const content = renderResult(succeeded({ displays }))
    expect(content.filter((one) => one.type === 'image')).toHaveLength(5)
    const text = textOf(succeeded({ displays }))
    expect(text.length).toBeLessThan(26_000)
    expect(text).toContain('4,500,000 bytes; at most 3,750,000')
    expect(text).toContain('9,967 displays are left out')
    expect(text).toContain('a picture is left out here')
  })

  it('names the artifact of what is shortened, and is silent where all of it is to be read', () => {
    const stdout = 'x'.repeat(30_000)
    const truncated = [{ what: 'stdout', kept: 30_000, of: 30_000, artifact: 'runs/1/stdout' }]
    expect(textOf(succeeded({ stdout, truncated }))).toMatch(
      /\[stdout is shortened here: it has 30,000 characters. All of it: artifacts.load\("runs\/1\/stdout"\); read it in parts.\]$/u,
    )
    expect(textOf(succeeded({ stdout, truncated }), 40_000)).toBe(stdout)
    const lost = [{ what: 'stdout', kept: 30_000, of: 30_000 }]
    expect(textOf(succeeded({ stdout, truncated: lost }))).toContain('could not be kept as an artifact.]')
  })

  it('is the picture alone when there is no text', () => {
    const displays = [{ data: { 'image/jpeg': '/9j/' } }]
    expect(renderResult(succeeded({ displays }))).toEqual([
      { type: 'image', data: '/9j/', mimeType: 'image/jpeg' },
    ])
  })

  it('keeps head and tail of what is too long, says how much is missing, and leaves short parts whole', () => {
    const stdout = `first${'.'.repeat(100_000)}last`
    const text = textOf(succeeded({ kind: 'json', value: 7, text: '7', stdout }))
    expect(text.length).toBeLessThan(25_200)
    expect(text).toMatch(/^7\n\nStdout:\nfirst\.+\n… \[[\d,]+ of 100,009 characters left out\] …\n\.+last$/u)
  })

  it('never cuts a character in two', () => {
    for (const offset of ['', 'x']) {
      const text = textOf(succeeded({ stdout: `${offset}${'😀'.repeat(2_000)}` }), 500)
      expect(text.isWellFormed()).toBe(true)
    }
  })

  it('refuses a budget in which nothing can be said', () => {
    expect(() => renderResult(succeeded({}), { maxCharacters: 10 })).toThrow(TypeError)
  })
})
