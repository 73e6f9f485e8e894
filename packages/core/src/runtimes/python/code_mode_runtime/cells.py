"""From the text of a cell to code objects: fences, indentation, the syntax pass, the value of the last expression."""

from __future__ import annotations

import _ast
from code_mode_runtime.syntax_words import may_need_pass

ONLY_AST = 0x400
TOP_LEVEL_AWAIT = 0x2000
IS_COROUTINE = 0x80
PYTHON_FENCES = ('```', '```python', '```py', '```python3')
FENCES = ('```', '~~~')


def plain_source(text: str) -> str:
    """The Python of a cell: fenced blocks unwrapped and common indentation removed, every line where it was."""
    # The mark that some editors put before a file is no part of its text.
    text = text.replace('\r\n', '\n').lstrip('\ufeff')
    start = text.lstrip()
    if start.startswith(FENCES):
        text = _unfence(text)
    elif '\n```' in text and _is_prose_around_one_block(text):
        text = _unfence(text)
    first = text.lstrip('\n')
    if first[:1] in (' ', '\t'):
        text = _dedent(text)
    return text


def _is_prose_around_one_block(text: str) -> bool:
    """Whether there is one way to read it: text that is no Python, and in it one whole block marked as Python."""
    marks = [line.strip() for line in text.split('\n') if line.strip().startswith('```')]
    if len(marks) != 2 or marks[0].lower() not in PYTHON_FENCES or marks[1] != '```':
        return False
    try:
        compile(text, '<cell>', 'exec', ONLY_AST | TOP_LEVEL_AWAIT, True)
    except (SyntaxError, ValueError):
        return True
    return False


def _unfence(text: str) -> str:
    lines = []
    fence = None
    for line in text.split('\n'):
        mark = line.strip()
        if fence is None:
            fence = mark[:3] if mark.startswith(FENCES) else None
            lines.append('')
        elif mark.startswith(fence) and not mark.strip(fence[0]):
            fence = None
            lines.append('')
        else:
            lines.append(line)
    return '\n'.join(lines)


def _dedent(text: str) -> str:
    lines = text.split('\n')
    margin = None
    for line in lines:
        body = line.lstrip()
        if body:
            indent = line[: len(line) - len(body)]
            if margin is None or margin.startswith(indent):
                margin = indent
            elif not indent.startswith(margin):
                return text
    if not margin:
        return text
    return '\n'.join(line[len(margin) :] if line.startswith(margin) else line.lstrip() for line in lines)


def compile_module(source: str, file: str, live, flags: int = 0):
    """The code object of a whole module, after the syntax pass."""
    tree = parse(source, file, live, flags)
    return compile(tree, file, 'exec', flags, True)


def compile_cell(source: str, file: str, live) -> list:
    """The code objects of a cell, in order; the last one is an expression if the cell ends in one."""
    tree = parse(source, file, live, TOP_LEVEL_AWAIT)
    codes = []
    last = tree.body[-1] if tree.body else None
    if type(last) is _ast.Expr:
        if len(tree.body) > 1:
            del tree.body[-1]
            codes.append(compile(tree, file, 'exec', TOP_LEVEL_AWAIT, True))
        codes.append(compile(_ast.Expression(body=last.value), file, 'eval', TOP_LEVEL_AWAIT, True))
    else:
        codes.append(compile(tree, file, 'exec', TOP_LEVEL_AWAIT, True))
    return codes


def parse(source: str, file: str, live, flags: int):
    tree = compile(source, file, 'exec', ONLY_AST | flags, True)
    if live and may_need_pass(source):
        from code_mode_runtime.syntax import rewrite

        rewrite(tree, live)
    return tree
