import { describe, expect, it } from 'vitest'
import { isComplete, isEndedByBlankLine } from './completeness.ts'

describe('a typed cell', () => {
  it.each([
    'x = 1',
    'print("a")',
    '',
    'f(1, [2, {3: 4}])',
    'x = "a: ("',
    'x = {1: 2}[1:]',
    'x = 1 # (',
    'def f():\n    return 1\n',
    'def f():\n    return 1\n    ',
    'for i in range(3): print(i)\n',
    '@cache\ndef f():\n    return 1\n',
    'x = """a\nb"""',
    'format_all = 3',
    'iffy(2)',
    'def f():\n    return 1\nf()',
    'def f():\n    return 1\n\nx = [1,\n2]',
    '```python\nx = 1\n```',
  ])('runs: %j', (text) => {
    expect(isComplete(text)).toBe(true)
  })

  it.each([
    'f(',
    'x = [1,\n2',
    'x = """a',
    "x = '''a\n\n",
    'x = 1 + \\',
    'def f():',
    'def f():\n    return 1',
    'for i in range(3): print(i)',
    'if x:\n    y\nelse:\n    z',
    '@cache',
    'try:\n    x\nexcept E: pass',
    'x = 1\ndef f(): return 1',
    'async def f():\n    pass',
    'match x:\n    case 1:\n        pass',
    'f(\n\n',
    '```python',
    '```python\nx = 1',
  ])('waits for more: %j', (text) => {
    expect(isComplete(text)).toBe(false)
  })

  it.each(['x = )', "x = 'abc", 'x = = 2', 'print "a"', '1abc', 'f(]', 'f([)'])(
    'that is wrong is left to the compiler: %j',
    (text) => {
      expect(isComplete(text)).toBe(true)
    },
  )

  it('knows what a blank line ended', () => {
    expect(isEndedByBlankLine('def f():\n    return 1\n')).toBe(true)
    expect(isEndedByBlankLine('x = 1\n')).toBe(false)
  })
})
