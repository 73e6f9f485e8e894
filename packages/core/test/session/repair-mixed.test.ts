import { describe, expect, it } from 'vitest'
import { openSession, valueOf } from '../support/open-session.ts'
import { readingOf, repairTable } from '../support/repair-table.ts'

const GET = 'import asyncio\nasync def get(i): return i'

await repairTable([
  {
    title: 'several packages in one call',
    code: 'deps.add("six", "tabulate>=0.9")',
    line: 1,
    says: ['takes one package in each call', 'deps.add("six"); deps.add("tabulate>=0.9")'],
  },
  {
    title: 'a list of packages',
    code: 'deps.add(["six"])',
    line: 1,
    says: ['takes one package in each call', 'Hint: deps.add("six")'],
  },
  {
    title: 'an artifact whose data came first',
    code: 'artifacts.save({"a": 1}, "name")',
    line: 1,
    says: ['artifacts.save(name, data): the name comes first', 'dict'],
  },
  {
    title: 'a gather that was not awaited',
    before: [GET],
    code: 'both = asyncio.gather(get(1), get(2))\nboth[0]',
    line: 2,
    says: ['(await both)'],
  },
  {
    title: 'a class that was taken for its module',
    code: 'from datetime import datetime\ndatetime.datetime.now()',
    line: 2,
    says: ['is the class itself here'],
  },
  {
    title: 'a word of the language as a name',
    code: 'class = 5',
    line: 1,
    says: ['`class` is a word of the language'],
    never: ['colon'],
  },
  {
    title: 'a block in braces',
    code: 'x = 1\nif x == 1 {\n}',
    line: 2,
    says: ['no braces'],
  },
  {
    title: 'an attribute that a library refuses for a reason of its own',
    code: 'class Frame:\n  astyle = 1\n  def __getattr__(self, name):\n    raise AttributeError("The \'.style\' accessor requires jinja2")\nFrame().style',
    line: 4,
    says: ['requires jinja2'],
    never: ['Did you mean'],
  },
  {
    title: 'a name that is near to None only',
    code: 'del nope',
    line: 1,
    says: ["name 'nope' is not defined"],
    never: ['None'],
  },
])

describe('what else a program meets', () => {
  it('a workflow has the builtins of the session, and may await what is its own', async () => {
    const session = await openSession()
    const source =
      'async def half(x): return x / 2\ndef plain(): return 1\nasync def run():\n    display("shown")\n    return await half(6) + await plain()'
    const result = await session.run(
      `workflows.create(name="awaits", source=${JSON.stringify(source)}, description="x")\nworkflows.awaits()`,
    )
    expect(result).toMatchObject({ ok: true, value: 4 })
    expect(result.displays).toHaveLength(1)
    expect(await valueOf(session, 'await workflows.awaits()')).toBe(4)
  })

  it('a program that waits too long is told where it waits', async () => {
    const session = await openSession()
    const result = await session.run(
      'import asyncio\nasync def inner():\n  await asyncio.sleep(60)\nx = 1\nawait asyncio.wait_for(inner(), 50)',
      { timeoutMs: 500 },
    )
    expect(result).toMatchObject({ ok: false, stateLost: false, error: { kind: 'timeout', line: 5 } })
    expect(result.ok ? '' : result.error.traceback).toContain('await asyncio.wait_for(inner(), 50)')
    expect(await valueOf(session, 'x')).toBe(1)
  })

  it('the failure of a thread shows the lines of the agent alone', async () => {
    const session = await openSession()
    const result = await session.run(
      'import threading\ndef work(): return 1 / 0\nt = threading.Thread(target=work)\nt.start()\nt.join()',
    )
    expect(result.stderr).toMatch(/^Exception in thread Thread-1 \(work\):\nTraceback/u)
    expect(result.stderr).toContain('File "cell-1", line 2, in work')
    expect(result.stderr).toContain('ZeroDivisionError: division by zero')
    expect(result.stderr).not.toMatch(/threading\.py|<code-mode>/u)
  })

  it('a byte order mark before the program is no mistake', async () => {
    expect(await valueOf(await openSession(), '\uFEFF1 + 1')).toBe(2)
  })

  it('the arguments of the program are not those of the runtime', async () => {
    const session = await openSession()
    expect(await valueOf(session, 'import sys\nsys.argv')).toEqual(['cell'])
  })

  it('what is no picture is not sent as one', async () => {
    const session = await openSession()
    const result = await session.run(
      'class Shape:\n  def _repr_png_(self): return b"nothing"\n  def _repr_html_(self): return "<b>x</b>"\nShape()',
    )
    expect(result.stderr).toBe('display: _repr_png_ of Shape gave what is no image/png\n')
    expect(Object.keys(result.displays[0]?.data ?? {})).toEqual(['text/html', 'text/plain'])
    const good = await session.run(
      'import base64\nclass Good:\n  def _repr_png_(self): return base64.encodebytes(b"\\x89PNG\\r\\n\\x1a\\nrest").decode()\nGood()',
    )
    expect(Object.keys(good.displays[0]?.data ?? {})).toContain('image/png')
  })

  it('a program that closes the wire is told so', async () => {
    const session = await openSession()
    const result = await session.run('import os\nos.closerange(3, 256)')
    expect(result).toMatchObject({ ok: false, stateLost: true, error: { kind: 'crashed' } })
    expect(result.ok ? '' : result.error.message).toContain('closed a descriptor that the session needs')
    expect(await valueOf(session, '1 + 1')).toBe(2)
  })

  it('that variables are gone is said once', async () => {
    const session = await openSession()
    for (const code of ['import os\nos._exit(1)', 'import os\nos.kill(os.getpid(), 9)']) {
      const result = await session.run(code)
      expect(result.stateLost).toBe(true)
      expect(readingOf(result).match(/are gone/gu)).toHaveLength(1)
    }
  })
})
