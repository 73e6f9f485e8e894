"""The table of what runs in parallel: each row is source and what the pass makes of it."""

import ast
import sys
import unittest

import support  # noqa: F401
from code_mode_runtime.cells import TOP_LEVEL_AWAIT, parse, plain_source

LIVE = ('tools', 'workflows', 'artifacts', 'deps')
C = 'call_async'

PARALLEL = [
    ('await of a call', 'await tools.a(1)', f'await tools.a.{C}(1)'),
    ('await of a call by item', 'await tools["a-b"](1)', f'await tools["a-b"].{C}(1)'),
    ('arguments of gather', 'await asyncio.gather(tools.a(1), tools.b.c(2))',
     f'await asyncio.gather(tools.a.{C}(1), tools.b.c.{C}(2))'),
    ('a starred comprehension', 'await asyncio.gather(*[tools.a(i) for i in x])',
     f'await asyncio.gather(*[tools.a.{C}(i) for i in x])'),
    ('a starred generator expression', 'await asyncio.gather(*(tools.a(i) for i in x))',
     f'await asyncio.gather(*(tools.a.{C}(i) for i in x))'),
    ('create_task', 't = asyncio.create_task(tools.a(1))', f't = asyncio.create_task(tools.a.{C}(1))'),
    ('a task group', 'async def f():\n    g.create_task(tools.a(1))',
     f'async def f():\n    g.create_task(tools.a.{C}(1))'),
    ('shield within wait_for', 'await asyncio.wait_for(asyncio.shield(tools.a()), 1)',
     f'await asyncio.wait_for(asyncio.shield(tools.a.{C}()), 1)'),
    ('wait gets tasks', 'await asyncio.wait([tools.a(i) for i in x])',
     f'await asyncio.wait([tools.a.{C}.task(i) for i in x])'),
    ('a list gathered later', 'cs = [tools.a(i) for i in x]\nawait asyncio.gather(*cs)',
     f'cs = [tools.a.{C}(i) for i in x]\nawait asyncio.gather(*cs)'),
    ('a list literal waited for later', 'async def f():\n    cs = [tools.a(1), tools.b(2)]\n    await asyncio.wait(cs)',
     f'async def f():\n    cs = [tools.a.{C}.task(1), tools.b.{C}.task(2)]\n    await asyncio.wait(cs)'),
    ('workflows too', 'await asyncio.gather(workflows.w(a=1), artifacts.load("x"))',
     f'await asyncio.gather(workflows.w.{C}(a=1), artifacts.load.{C}("x"))'),
]
AWAITED = [
    ('a call in async def', 'async def f():\n    return tools.a(1)', f'async def f():\n    return await tools.a.{C}(1)'),
    ('a call in a comprehension', 'async def f():\n    return [tools.a(i) for i in x]',
     f'async def f():\n    return [await tools.a.{C}(i) for i in x]'),
    ('an attribute of the value', 'async def f():\n    return tools.a(1).strip()',
     f'async def f():\n    return (await tools.a.{C}(1)).strip()'),
    ('a call within the arguments of a call', 'async def f():\n    tools.a(tools.b())',
     f'async def f():\n    await tools.a.{C}(await tools.b.{C}())'),
    ('a timeout that is a call', 'async def f():\n    await asyncio.wait_for(tools.a(), tools.b())',
     f'async def f():\n    await asyncio.wait_for(tools.a.{C}(), await tools.b.{C}())'),
]
BLOCKING = [
    ('a plain call', 'tools.a(1)\nasync_ = 1'),
    ('a list that is also used otherwise', 'cs = [tools.a(i) for i in x]\nprint(cs)\nasyncio.gather(*cs)'),
    ('a list bound twice', 'cs = [tools.a(1)]\ncs = [tools.a(2)]\nasyncio.gather(*cs)'),
    ('a lambda in async def', 'async def f():\n    return lambda: tools.a(1)'),
    ('a generator expression in async def', 'async def f():\n    return sum(tools.a(i) for i in x)'),
    ('a plain function within async def', 'async def f():\n    def g():\n        return tools.a(1)\n    return g'),
    ('a default of async def', 'async def f(x=tools.a(1)):\n    pass'),
    ('an explicit call_sync', 'async def f():\n    return tools.a.call_sync(1)'),
    ('a parameter of that name', 'async def f(tools):\n    return tools.a(1)'),
    ('a name bound in the function', 'async def f():\n    tools = x\n    return tools.a(1)'),
    ('a name bound in the cell', 'import x as tools\nasync def f():\n    return tools.a(1)'),
    ('a name bound by a comprehension', 'async def f():\n    return [tools.a(1) for tools in x]'),
    ('a name bound through global', 'def g():\n    global tools\n    tools = 1\nasync def f():\n    return tools.a(1)'),
    ('an underscore attribute', 'async def f():\n    return tools._a(1)'),
    ('calls of something else', 'async def f():\n    return other.a(1)'),
]


def rewritten(source):
    return parse(source, 'cell', LIVE, TOP_LEVEL_AWAIT)


def reading(source):
    return ast.dump(compile(source, 'cell', 'exec', ast.PyCF_ONLY_AST | TOP_LEVEL_AWAIT, True))


class TableTest(unittest.TestCase):
    def test_these_run_in_parallel(self):
        for title, source, wanted in PARALLEL:
            with self.subTest(title):
                self.assertEqual(ast.dump(rewritten(source)), reading(wanted))

    def test_these_are_awaited_for_the_author(self):
        for title, source, wanted in AWAITED:
            with self.subTest(title):
                self.assertEqual(ast.dump(rewritten(source)), reading(wanted))

    def test_these_block(self):
        for title, source in BLOCKING:
            with self.subTest(title):
                self.assertEqual(ast.dump(rewritten(source)), reading(source))

    def test_every_row_compiles(self):
        for row in (*PARALLEL, *AWAITED, *BLOCKING):
            with self.subTest(row[0]):
                compile(rewritten(row[1]), 'cell', 'exec', TOP_LEVEL_AWAIT, True)

    def test_a_nested_comprehension_compiles_on_every_version(self):
        tree = rewritten('async def f():\n    return [[tools.a(i) for i in y] for y in x]')
        compile(tree, 'cell', 'exec', 0, True)
        self.assertEqual('call_async' in ast.dump(tree), sys.version_info >= (3, 11))

    def test_a_name_that_is_no_longer_ours_is_left_alone(self):
        source = 'async def f():\n    return tools.a(1)'
        self.assertEqual(ast.dump(parse(source, 'cell', ('deps',), 0)), reading(source))

    def test_await_of_anything_else_accepts_a_plain_value(self):
        self.assertEqual(ast.dump(rewritten('await x')), reading('await __code_mode_await__(x)'))

    def test_lines_and_columns_stay(self):
        call = rewritten('\n\nx = [await tools.a(1)]').body[0].value.elts[0]
        self.assertEqual((call.lineno, call.col_offset, call.value.func.lineno), (3, 5, 3))


class SourceTest(unittest.TestCase):
    def test_fenced_code_keeps_its_line_numbers(self):
        self.assertEqual(plain_source('```python\nx = 1\n```'), '\nx = 1\n')

    def test_an_indented_cell_is_dedented(self):
        self.assertEqual(plain_source('    if x:\n        y\n\n    z'), 'if x:\n    y\n\nz')

    def test_plain_code_is_untouched(self):
        for source in ('x = """\n    ```\n"""', 'if x:\n    y', '# c\n  \nx'):
            self.assertEqual(plain_source(source), source)


if __name__ == '__main__':
    unittest.main()
