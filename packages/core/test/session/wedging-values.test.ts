import { describe, it } from 'vitest'
import { type Attack, withstands } from '../support/wedging.ts'

const fine = { lost: false } as const

const VALUES: readonly Attack[] = [
  { title: 'cannot be serialised', code: 'import threading\nthreading.Lock()', ...fine },
  { title: 'is the runtime itself', code: 'tools', ...fine },
  { title: 'has a repr that raises', code: 'class A:\n    def __repr__(self): raise ValueError("no")\nA()', ...fine },
  { title: 'has a repr that is no string', code: 'class A:\n    def __repr__(self): return 7\nA()', ...fine },
  { title: 'has a repr of a lying string', code: 'class S(str):\n    def __len__(self): return -1\n    def __getitem__(self, i): raise KeyError\nclass A:\n    def __repr__(self): return S("x")\nA()', ...fine },
  { title: 'has a repr that leaves', code: 'class A:\n    def __repr__(self):\n        import os\n        os._exit(4)\nA()', lost: true, error: { kind: 'crashed', name: 'GuestCrashed', message: /exit code 4/ } },
  { title: 'has a huge repr', code: 'class A:\n    def __repr__(self): return "x" * 50_000_000\nA()', ...fine },
  { title: 'lies about its class', code: 'class A:\n    __class__ = dict\nA()', ...fine },
  { title: 'lies about its class with a property that raises', code: 'class A:\n    @property\n    def __class__(self): raise ValueError\nA()', ...fine },
  { title: 'is a dictionary that changes under its reader', code: 'class D(dict):\n    def items(self):\n        raise RuntimeError("no items")\n    def __iter__(self): raise RuntimeError\nD(a=1)', ...fine },
  { title: 'is an integer of its own kind', code: 'class I(int):\n    def __repr__(self): return "}{"\n    __str__ = __repr__\n[I(3)]', ...fine },
  { title: 'has keys of every kind', code: '{1: 2, None: 3, (1, 2): 4, b"x": 5}', ...fine },
  { title: 'has lone surrogates', code: '["\\ud800", {"\\udfff": 1}]', ...fine },
  { title: 'is 50 MB of text', code: '"x" * 50_000_000', ...fine, timeoutMs: 30_000 },
  { title: 'is 50 MB of bytes', code: 'b"x" * 50_000_000', ...fine, timeoutMs: 30_000 },
  { title: 'is a million numbers', code: 'list(range(1_000_000))', ...fine, timeoutMs: 30_000 },
  { title: 'is too large for the wire', code: '"x" * 100_000_000', ...fine, timeoutMs: 30_000 },
  { title: 'is an endless generator', code: 'import itertools\nitertools.count()', ...fine },
  { title: 'is a coroutine nobody awaits', code: 'async def f(): pass\nc = f()\n[c]', error: 'any', ...fine },
  { title: 'is an exception', code: 'ValueError("x")', ...fine },
  { title: 'displays itself for ever', code: 'class A:\n    def _repr_html_(self):\n        while True: pass\ndisplay(A())', lost: false, error: { kind: 'timeout' }, timeoutMs: 400 },
  { title: 'is raised and cannot be printed', code: 'class E(Exception):\n    def __str__(self): raise ValueError\n    __repr__ = __str__\nraise E()', lost: false, error: 'any' },
  { title: 'is raised and never ends printing', code: 'class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E()', lost: 'either', error: 'any', timeoutMs: 400 },
  { title: 'is raised and leaves while printing', code: 'import sys\nclass E(Exception):\n    def __str__(self): sys.exit(3)\nraise E()', lost: 'either', error: 'any' },
  { title: 'is raised with a metaclass that lies', code: 'class M(type):\n    @property\n    def __name__(cls): raise ValueError\nclass E(Exception, metaclass=M): pass\nraise E("x")', lost: false, error: 'any' },
  { title: 'is a huge exception', code: 'raise ValueError("x" * 50_000_000)', lost: 'either', error: 'any', timeoutMs: 20_000 },
]

describe('the next run answers, and variables are kept, after a value that', () => {
  it.each(VALUES)('$title', withstands)
})
