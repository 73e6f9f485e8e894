import { describe, expect, it } from 'vitest'
import { boundNames } from './bound-names.ts'

describe('the names that a program binds', () => {
  it.each([
    ['x = 1', ['x']],
    ['x: int = 1', ['x']],
    ['a, (b, *c) = value', ['a', 'b', 'c']],
    ['a = b = 2', ['a', 'b']],
    ['import os.path, numpy as np', ['os', 'np']],
    ['from json import (dumps,\n  loads as read)', ['dumps', 'read']],
    ['for key, value in items:\n    total = key', ['key', 'value', 'total']],
    ['with open("f") as file:\n    text = file.read()', ['file', 'text']],
    ['def f(a):\n    inner = 1\n\nouter = 2', ['f', 'outer']],
    ['class C:\n    x = 1', ['C']],
    ['async def g():\n    pass', ['g']],
    ['if (n := 3) > 2:\n    pass', ['n']],
    ['x == 1', []],
    ['d["k"] = 1', []],
    ['o.a = 1', []],
    ['f(a=1)', []],
    ['print("x = 1")', []],
    ['x += 1', []],
  ] as const)('of %j', (source, names) => {
    expect(boundNames(source)).toEqual(names)
  })
})
