# Programs that a session must withstand, each after a line that says what is expected: see test/support/attacks.ts.

#: a value that cannot be serialised | lost: no
import threading
threading.Lock()

#: a value that is the runtime itself | lost: no
tools

#: a value that has a repr that raises | lost: no
class A:
    def __repr__(self): raise ValueError("no")
A()

#: a value that has a repr that is no string | lost: no
class A:
    def __repr__(self): return 7
A()

#: a value that has a repr of a lying string | lost: no
class S(str):
    def __len__(self): return -1
    def __getitem__(self, i): raise KeyError
class A:
    def __repr__(self): return S("x")
A()

#: a value that has a repr that leaves | lost: yes | error: crashed GuestCrashed | message: exit code 4
class A:
    def __repr__(self):
        import os
        os._exit(4)
A()

#: a value that has a huge repr | lost: no
class A:
    def __repr__(self): return "x" * 50_000_000
A()

#: a value that lies about its class | lost: no
class A:
    __class__ = dict
A()

#: a value that lies about its class with a property that raises | lost: no
class A:
    @property
    def __class__(self): raise ValueError
A()

#: a value that is a dictionary that changes under its reader | lost: no
class D(dict):
    def items(self):
        raise RuntimeError("no items")
    def __iter__(self): raise RuntimeError
D(a=1)

#: a value that is an integer of its own kind | lost: no
class I(int):
    def __repr__(self): return "}{"
    __str__ = __repr__
[I(3)]

#: a value that has keys of every kind | lost: no
{1: 2, None: 3, (1, 2): 4, b"x": 5}

#: a value that has lone surrogates | lost: no
["\ud800", {"\udfff": 1}]

#: a value that is 50 MB of text | lost: no | timeoutMs: 30000
"x" * 50_000_000

#: a value that is 50 MB of bytes | lost: no | timeoutMs: 30000
b"x" * 50_000_000

#: a value that is a million numbers | lost: no | timeoutMs: 30000
list(range(1_000_000))

#: a value that is too large for the wire | lost: no | timeoutMs: 30000
"x" * 100_000_000

#: a value that is an endless generator | lost: no
import itertools
itertools.count()

#: a value that is a coroutine nobody awaits | lost: no | error: any
async def f(): pass
c = f()
[c]

#: a value that is an exception | lost: no
ValueError("x")

#: a value that displays itself for ever | lost: no | error: timeout | timeoutMs: 400
class A:
    def _repr_html_(self):
        while True: pass
display(A())

#: a value that is raised and cannot be printed | lost: no | error: any
class E(Exception):
    def __str__(self): raise ValueError
    __repr__ = __str__
raise E()

#: a value that is raised and never ends printing | lost: either | error: any | timeoutMs: 400
class E(Exception):
    def __str__(self):
        while True: pass
raise E()

#: a value that is raised and leaves while printing | lost: either | error: any
import sys
class E(Exception):
    def __str__(self): sys.exit(3)
raise E()

#: a value that is raised with a metaclass that lies | lost: no | error: any
class M(type):
    @property
    def __name__(cls): raise ValueError
class E(Exception, metaclass=M): pass
raise E("x")

#: a value that is a huge exception | lost: either | error: any | timeoutMs: 20000
raise ValueError("x" * 50_000_000)
