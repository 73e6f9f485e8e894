"""Hints for text that is no Python: shell lines, other languages, Python 2, prose, what was never closed."""

from __future__ import annotations

from code_mode_runtime.hint_imports import DISABLED
from code_mode_runtime.refs import sys
from code_mode_runtime.source_scan import bare_code, code_lines, unclosed

_OPENERS = ('if', 'for', 'while', 'def', 'class', 'else', 'elif', 'try', 'with', 'except', 'finally', 'async')
_INSTALLERS = ('pip install ', 'pip3 install ', 'python -m pip install ', 'python3 -m pip install ', 'uv pip install ', 'uv add ', 'conda install ')


def syntax_hint(error: SyntaxError, source: str, runtime_deps: bool):
    """One sentence, or None. Every check is for something that is no Python in any place."""
    lines = source.split('\n')
    number = error.lineno or 0
    line = lines[number - 1] if 0 < number <= len(lines) else ''
    message = error.msg or ''
    if '```' in source:
        return _fence(source)
    if isinstance(error, IndentationError):
        return _indentation(message, lines, number)
    if message.startswith('invalid character') and any(one in line for one in '“”‘’'):
        return 'Write straight quotes, " or \', instead of curly ones.'
    code = code_lines(source)
    return (
        _outside(message, lines, number, str(error.filename).startswith('workflow:'))
        or _shell(line.strip(), runtime_deps)
        or _foreign(line, code.get(number, ''))
        or _braces(code, number)
        or _python2(line.strip(), message)
        or _f_string(line, message)
        or _open(source, message, number)
        or _colon(line, message)
    )


def _fence(source: str):
    marks = [line.strip() for line in source.split('\n') if line.strip().startswith('```')]
    blocks = (len(marks) + 1) // 2
    if blocks > 1:
        return 'The program holds %d fenced blocks with text around them: send only the Python of one.' % blocks
    language = marks[0].strip('`').strip().lower() if marks else ''
    if language not in ('', 'python', 'py', 'python3'):
        return 'The block is marked as %s; this session runs Python.' % language
    return None


def _indentation(message: str, lines, number: int):
    if message.startswith('inconsistent use of tabs'):
        return 'Indent with spaces only; a line before this one is indented in the other way.'
    if message == 'unexpected indent' and number > 1:
        return 'The line is indented deeper than the code before it, which opens no block.'
    return None


def _outside(message: str, lines, number: int, in_workflow: bool):
    if 'outside async function' in message and number:
        return _enclosing(lines, number)
    if message.startswith("'return' outside"):
        if in_workflow:
            return 'What a workflow returns stands inside of `def run(...)`.'
        return 'A cell is no function: write the value as its last expression, without return.'
    return None


def _enclosing(lines, number: int):
    """The plain def around a line, which would have to be an asynchronous one."""
    margin = len(lines[number - 1]) - len(lines[number - 1].lstrip()) + 1
    for at in range(number - 1, -1, -1):
        start = lines[at].lstrip()
        indent = len(lines[at]) - len(start)
        if not start or start.startswith('#') or indent >= margin:
            continue
        margin = indent
        if start.startswith(('async def ', 'class ')):
            return None
        if start.startswith('def '):
            name = start[4:].partition('(')[0].strip()
            return 'Write `async def %s` in line %d, and await its calls.' % (name, at + 1)
        margin = max(indent, 1)
    return None


def _shell(line: str, runtime_deps: bool):
    command = line.lstrip('!%').strip()
    for start in _INSTALLERS:
        if command.startswith(start):
            return install_advice(command[len(start) :], runtime_deps)
    if line.startswith('!'):
        return 'A shell line does not work here: subprocess.run([...], capture_output=True, text=True) starts a program.'
    if line.startswith('%matplotlib'):
        return 'Leave this line out: open figures are part of the result by themselves.'
    if line.startswith('%'):
        return 'Lines with % are of IPython and do not work here: leave this one out.'
    return None


def install_advice(words: str, runtime_deps: bool) -> str:
    if not runtime_deps:
        return DISABLED
    names = [word.strip('"\'') for word in words.partition('#')[0].split() if not word.startswith('-')]
    calls = '; '.join('deps.add("%s")' % name for name in names[:5])
    return 'Packages are added with %s.' % (calls or 'deps.add("name")')


def _foreign(line: str, code: str):
    """`code` is the line without texts and comments."""
    start = code.strip()
    first = start.partition(' ')[0]
    if '`' in code:
        return 'Back quotes are of JavaScript: write f"…{name}…" for text with values.'
    if '===' in code or '!==' in code:
        return 'Python compares with == and !=.'
    if '&&' in code or '||' in code:
        return 'Python writes `and` and `or`, not && and ||.'
    follows = start[len(first) :].lstrip()[:1]
    word_follows = follows.isidentifier() or follows in ('{', '[') and first != 'new'
    if first in ('let', 'const', 'var') and word_follows:
        return 'Python declares nothing: write `%s`.' % line.strip().partition(' ')[2].rstrip(';')
    if '=>' in code and first in ('if', 'elif', 'while', 'assert', 'return'):
        return 'Python writes >=, not =>.'
    if start.startswith('function') and '(' in start and '=' not in start.partition('(')[0] or '=>' in code:
        return 'Python writes `def name(arguments):`, or `lambda x: …` for one expression.'
    if start.rstrip(';)').endswith(('++', '--')):
        return 'Python has no ++ and --: write `x += 1`.'
    if start.startswith('else if'):
        return 'Python writes `elif`.'
    if first == 'new' and word_follows or '= new ' in code:
        return 'Python has no `new`: call the class.'
    if start.startswith('//') or start.startswith('/*'):
        return 'A comment begins with #.'
    if '?.' in code or '??' in code:
        return 'Python has no ?. and ??: write `x.y if x is not None else …`.'
    first = first.partition('(')[0]
    if first in ('throw', 'catch', 'switch', 'foreach') and (word_follows or start[len(first) :].lstrip()[:1] == '('):
        instead = {'throw': 'raise', 'catch': 'except', 'switch': 'match', 'foreach': 'for … in …:'}
        return 'Python writes `%s`, not %s.' % (instead[first], first)
    if first in ('SELECT', 'INSERT', 'UPDATE', 'DELETE') and len(start.split()) > 2:
        return 'This is SQL: it goes as a text into the call of a database library.'
    return None


def _braces(code: dict, number: int):
    for at in range(number, max(0, number - 10), -1):
        start = code.get(at, '').strip()
        words = start.replace('(', ' ').replace('}', ' ').split()
        if start.endswith('{') and (start[:-1].rstrip().endswith(')') or words[:-1] in (['else'], ['try'])):
            return 'Blocks have no braces in Python: a colon, then indented lines.'
    return None


def _python2(line: str, message: str):
    if line.startswith('except ') and ',' in line and 'as' not in line.split():
        kind, _, name = line[7:].rstrip(':').partition(',')
        if name.strip().isidentifier() and kind.strip().isidentifier():
            return 'Python 3 writes `except %s as %s:`.' % (kind.strip(), name.strip())
    if line.startswith('print ') and 'Missing parentheses' not in message:
        return 'print is a function: print(...).'
    if line.startswith('raise ') and ',' in line and message == 'invalid syntax':
        kind, _, rest = line[6:].partition(',')
        if kind.strip().isidentifier():
            return 'Python 3 writes `raise %s(%s)`.' % (kind.strip(), rest.strip())
    if '<>' in line and message == 'invalid syntax':
        return 'Python 3 writes != for <>.'
    return None


def _f_string(line: str, message: str):
    if sys.version_info >= (3, 12) or ('f"' not in line and "f'" not in line):
        return None
    if not (message.startswith('f-string') or message in ('invalid syntax', 'unterminated string literal')):
        if not message.startswith(('invalid syntax', 'unmatched')):
            return None
    if message.startswith(('f-string: unmatched', 'f-string: expecting')) or _reused_quote(line):
        return 'Before Python 3.12, the quotes inside the braces of an f-string must be other ones than those around it.'
    return None


def _reused_quote(line: str) -> bool:
    for quote in '"\'':
        start = line.find('f' + quote)
        rest = line[start + 2 :] if start >= 0 else ''
        inside = rest.partition('{')[2].partition('}')[0]
        if inside.count(quote) >= 2:
            return True
    return False


def _open(source: str, message: str, number: int):
    """Where the bracket or text began that was never ended, for versions that do not say it, or far from the place."""
    if 'was never closed' in message or message.startswith('unterminated string'):
        return None
    found = unclosed(source)
    if found is None:
        return None
    what, line, text = found
    if line == number and 'triple' in message:
        return None
    return '%s that begins in line %d is never closed: %s' % (what, line, bare_code(text.strip(), 60))


def _colon(line: str, message: str):
    start = line.strip()
    word = start.replace(':', ' ').replace('(', ' ').partition(' ')[0]
    if message == 'invalid syntax' and word in _OPENERS and not start.split('#')[0].rstrip().endswith((':', ',', '\\', '(')):
        rest = start[len(word) :].lstrip()
        if rest.startswith('=') and not rest.startswith('=='):
            return '`%s` is a word of the language: choose another name.' % word
        if start.endswith('{'):
            return 'Blocks have no braces in Python: a colon, then indented lines.'
        if ':' not in start and (word != 'async' or rest.startswith(('def ', 'for ', 'with '))):
            return 'The line needs a colon at its end.'
    return None
