import { describe, expect, it } from 'vitest'
import { CellSplitter } from './cell-splitter.ts'

function split(script: string): readonly string[] {
  const splitter = new CellSplitter()
  const cells = script.split('\n').flatMap((line) => splitter.push(line))
  const rest = splitter.end()
  return rest === undefined ? cells : [...cells, rest]
}

describe('a script that is piped in', () => {
  it('is one cell for each statement', () => {
    expect(split('x = 1\nx + 1')).toEqual(['x = 1', 'x + 1'])
  })

  it('keeps blocks whole over blank lines, comments and clauses', () => {
    const block = 'def f():\n    a = 1\n\n# why\n    return a\n'
    const choice = 'if f():\n    pass\nelse:\n    x'
    expect(split(`${block}\n${choice}\nf()`)).toEqual([`${block}`, choice, 'f()'])
  })

  it('keeps decorators with what they decorate, and strings and brackets whole', () => {
    expect(split('@a\n@b\ndef f():\n    pass\ng(\n1\n)\nx = """a\n\nb"""')).toEqual([
      '@a\n@b\ndef f():\n    pass',
      'g(\n1\n)',
      'x = """a\n\nb"""',
    ])
  })

  it('is split in a time that grows with its length', () => {
    const body = Array.from({ length: 20_000 }, (_, index) => `    x${index} = [${index}]`)
    const started = performance.now()
    expect(split(`class Long:\n${body.join('\n')}\ny = 1`).length).toBe(2)
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
