import { describe, expect, it } from 'vitest'
import { scanPython } from './scan-python.ts'

describe('what is open at the end of a text', () => {
  it('is a bracket with its place', () => {
    expect(scanPython('f(a, [1, 2], {').brackets).toEqual([
      { character: '(', index: 1 },
      { character: '{', index: 13 },
    ])
    expect(scanPython('f("(", \'[\') # {').brackets).toEqual([])
  })

  it('is a string, and never a bracket inside it', () => {
    expect(scanPython('x = "ab(').string).toEqual({ quotes: '"', index: 4 })
    expect(scanPython("'''a\n'b'\"").string).toEqual({ quotes: "'''", index: 0 })
    expect(scanPython('"a\\"').string).toEqual({ quotes: '"', index: 0 })
    expect(scanPython('"a"').string).toBeUndefined()
    expect(scanPython('"a\n').string).toBeUndefined()
    expect(scanPython('"a\\\nb').string).toEqual({ quotes: '"', index: 0 })
  })

  it('is a line behind a backslash', () => {
    expect(scanPython('x = 1 + \\').continued).toBe(true)
    expect(scanPython('x = 1 + \\\n').continued).toBe(true)
    expect(scanPython('x = 1 + \\\n2').continued).toBe(false)
    expect(scanPython('x = "\\\\"').continued).toBe(false)
    expect(scanPython('# \\').continued).toBe(false)
  })

  it('counts lines as the language does', () => {
    const lines = scanPython('a = [\n1,\n]\n\nif a:  # why\n  b\n').lines
    expect(lines).toEqual([
      { index: 0, last: ']' },
      { index: 12, last: ':' },
      { index: 27, last: 'b' },
    ])
  })
})
